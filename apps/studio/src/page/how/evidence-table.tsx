// What speaks for each thing: its words, its decoder's own quality, and the picture showing such a thing at all.
import { shownThings } from "../stage/shown-things.js";

const columns = [
  ["words", "Words"],
  ["quality", "Quality"],
  ["presence", "Presence"],
] as const;

export function EvidenceTable() {
  const rows = shownThings.value.flatMap((thing) =>
    thing.units.map((mark) => ({ thing, mark, key: `${thing.key} ${mark.unit}` })),
  );
  if (rows.length === 0) return null;
  return (
    <table>
      <caption>Evidence</caption>
      <thead>
        <tr>
          <th scope="col">Thing</th>
          <th scope="col">Unit</th>
          {columns.map(([name, label]) => (
            <th key={name} scope="col" class="figure">
              {label}
            </th>
          ))}
          <th scope="col" class="figure">
            Score
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, 200).map(({ thing, mark, key }) => (
          <tr key={key} style={{ "--c": thing.colour }}>
            <td class="numbered">
              {thing.number} {thing.phrase}
            </td>
            <td>{mark.unit}</td>
            {columns.map(([name]) => (
              <td key={name} class="figure">
                {mark.evidence?.[name]?.toFixed(2) ?? "–"}
              </td>
            ))}
            <td class="figure">{mark.score.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
