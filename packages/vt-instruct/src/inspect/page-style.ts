// How the page of an inspection looks, in light and dark.

export const PAGE_STYLE = `
:root { color-scheme: light dark; --ground: #f4f4f1; --card: #fff; --ink: #22242a; --dim: #6b6f7a; --line: #dcdcd6; --bar: #7c9cc9 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #15161a; --card: #1f2128; --ink: #e7e8ed; --dim: #9296a3; --line: #33363f; --bar: #48688f }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
header, main { max-width: 1180px; margin: 0 auto; padding: 0 24px }
header { padding-top: 28px }
h1 { font-size: 26px; margin: 0 }
h2 { font-size: 18px; margin: 36px 0 12px }
h3 { font-size: 14px; margin: 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere }
header p, .about { color: var(--dim); margin: 4px 0 0 }
.about { font-size: 13px; margin-bottom: 14px }
.sound { color: #2f8f4e }
.faults td { vertical-align: top; overflow-wrap: anywhere }
.faults h2 { color: #c8402f }
table { border-collapse: collapse; font-size: 13px; margin-bottom: 20px; width: 100% }
th { text-align: left; white-space: nowrap; font-weight: 600; color: var(--dim); border-bottom: 1px solid var(--line) }
th, td { padding: 2px 10px 2px 0 }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td:first-child { white-space: nowrap }
.faults td:first-child { white-space: normal }
.bar { width: 40% }
.bar i { display: block; height: 9px; border-radius: 2px; background: var(--bar) }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 0 36px; align-items: start }
article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px; margin-bottom: 22px }
.turn { display: grid; grid-template-columns: minmax(0, 500px) minmax(0, 1fr); gap: 28px; padding: 14px 0; border-top: 1px solid var(--line) }
.turn img { max-width: 100%; height: auto; width: auto; border-radius: 6px }
@media (max-width: 760px) { .turn { grid-template-columns: 1fr } }
.task { font: 12px ui-monospace, monospace; color: var(--dim); border: 1px solid var(--line); border-radius: 4px; padding: 1px 7px }
.question { margin: 10px 0; font-weight: 600 }
.answer { margin: 10px 0; white-space: pre-line }
.plan { margin: 10px 0; padding: 8px 12px; list-style: none; font: 13px/1.5 ui-monospace, monospace; color: var(--dim); background: var(--ground); border-radius: 6px }
.phrase, .prompt { border-radius: 4px; padding: 1px 5px; -webkit-box-decoration-break: clone; box-decoration-break: clone }
.prompt { border: 1px dashed #555; font: 13px ui-monospace, monospace }
.phrase small { margin-left: 6px; opacity: 0.7; font-size: 11px }
`;
