/** How the inbox looks: one calm column, readable at arm's length, in the colours of the system. */

/** The style sheet. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --dim: #5a6169; --page: #f6f7f8; --card: #fff; --line: #d4d8dd;
  --yes: #17663a; --no: #a3231f; --focus: #1a56c4; --warn: #7a4b00; --warned: #fff4de; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --dim: #a4abb3; --page: #16181b; --card: #1f2226;
  --line: #3a3f46; --yes: #1f7a47; --no: #b8332e; --focus: #8ab4ff; --warn: #ffd58a; --warned: #3a2d12; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 0 0 .1rem; }
h3 { font-size: .8rem; margin: 1.1rem 0 .3rem; color: var(--dim); font-weight: 600; }
p { margin: .25rem 0; }
header p, .dim { color: var(--dim); }
header { margin-bottom: 1.5rem; }
article, .empty { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem 1.5rem;
  margin: 0 0 1.25rem; }
.empty { text-align: center; color: var(--dim); padding: 3rem 1.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--line); }
tr:first-child > * { border-top: 0; }
th { font-weight: 500; color: var(--dim); width: 11rem; overflow-wrap: anywhere; }
td, pre, code, textarea { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .92rem; }
td, pre, blockquote { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
code { overflow-wrap: anywhere; }
blockquote { margin: 0; padding-left: .9rem; border-left: 3px solid var(--line); }
label { display: block; font-size: .9rem; margin: .8rem 0 .25rem; }
input, textarea, select { width: 100%; padding: .5rem .6rem; color: inherit; background: var(--page); border: 1px solid var(--dim);
  border-radius: 6px; font-size: 1rem; }
details { margin-top: .9rem; }
summary { cursor: pointer; width: fit-content; }
.choices { display: flex; gap: .75rem; margin-top: 1.1rem; flex-wrap: wrap; }
button { font: inherit; font-weight: 600; padding: .55rem 1.3rem; border-radius: 6px; border: 1px solid transparent;
  color: #fff; cursor: pointer; }
button[value=approve] { background: var(--yes); }
button[value=deny] { background: var(--no); }
button:disabled { opacity: .45; cursor: not-allowed; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
[role=status], [role=alert] { padding: .6rem .9rem; border-radius: 6px; margin: 0 0 1rem; border: 1px solid var(--line); }
[role=alert], .gone { background: var(--warned); color: var(--warn); overflow-wrap: anywhere; white-space: pre-wrap; }
`;
