// How an answer came about: what was planned, which triplets were written, token by token, and what speaks for each thing.
import { conversation, explains } from "../state/studio.js";
import { EvidenceTable } from "./evidence-table.js";
import { explanation, showsProposals } from "./looking-at.js";
import { PlanTable } from "./plan-table.js";
import { ResponseCurve } from "./response-curve.js";
import { Tokens } from "./tokens.js";
import { TripletTree } from "./triplet-tree.js";

export function How() {
  const whole = conversation.value?.shown.value?.answer.whole.value;
  const told = explanation.value;
  return (
    <div class="panel how">
      {!whole && <p class="quiet">Ask something: what led to the answer is shown here.</p>}
      {whole && <PlanTable plan={whole.plan} />}
      {whole && <TripletTree trp={whole.trp} />}
      {told && <ResponseCurve explanation={told} />}
      {told && <Tokens explanation={told} />}
      {whole && <EvidenceTable />}
      {told && told.proposals.length > 0 && (
        <label class="switch">
          <input
            type="checkbox"
            checked={showsProposals.value}
            onChange={({ currentTarget }) => {
              showsProposals.value = currentTarget.checked;
            }}
          />
          {told.proposals.length} proposals of the picture, before any question
        </label>
      )}
      {whole && whole.problems.length > 0 && <p class="quiet">Mended: {whole.problems.join("; ")}</p>}
      <label class="switch">
        <input
          type="checkbox"
          checked={explains.value}
          onChange={({ currentTarget }) => {
            explains.value = currentTarget.checked;
          }}
        />
        ask the server for tokens, proposals and attention
      </label>
    </div>
  );
}
