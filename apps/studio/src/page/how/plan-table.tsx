// The plan that was written before the answer (VD-CoT, paper section 3.2).
import type { PlanJson } from "../server/shapes.js";

export function PlanTable({ plan }: { plan: PlanJson | null }) {
  if (!plan) return <p class="quiet">This network writes no plan.</p>;
  if (!plan.decode) return <p>Plan: answer in words, decode no unit.</p>;
  return (
    <table>
      <caption>Plan</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Unit</th>
          <th scope="col" class="figure">
            Number
          </th>
        </tr>
      </thead>
      <tbody>
        {plan.lines.map(({ name, units, count }, i) => (
          <tr key={`${i} ${name}`}>
            <td>{name}</td>
            <td>{units.join(", ")}</td>
            <td class="figure">{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
