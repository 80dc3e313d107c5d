// What the picture side proposed before any question: thin boxes, the surer the stronger.
import { explanation, showsProposals } from "../how/looking-at.js";

export function ProposalMarks() {
  if (!showsProposals.value) return null;
  return (
    <g class="proposals">
      {explanation.value?.proposals.map(({ box: [x1, y1, x2, y2], objectness }) => (
        <rect
          key={`${x1} ${y1} ${x2} ${y2}`}
          x={x1}
          y={y1}
          width={Math.max(0, x2 - x1)}
          height={Math.max(0, y2 - y1)}
          stroke-opacity={objectness}
        />
      ))}
    </g>
  );
}
