//! The style of the page: light and dark, for screens of any width and for paper. On a narrow screen, what is said about an
//! access path or a finding is below it, since a column beside the screen is not seen. Filters are radio buttons that the style
//! reads with `:has()`.

pub(super) const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --band: #f6f8fa; --line: #d0d7de; --blue: #0969da; --green: #1a7f37; --amber: #9a6700; --red: #cf222e }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --paper: #0d1117; --band: #161b22; --line: #30363d; --blue: #58a6ff; --green: #3fb950; --amber: #d29922; --red: #f85149 } }
body { margin: 0 auto; padding: 1rem; max-width: 75rem; font: 15px/1.45 'Segoe UI', Arimo, 'Liberation Sans', Arial, Helvetica, sans-serif; color: var(--ink); background: var(--paper) }
h1 { font-size: 1.5rem; margin: .5rem 0 }
h3 { font-size: 1rem; margin: 1rem 0 .25rem }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .75rem 0 }
a { color: var(--blue) }
.cards { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: .75rem 0; list-style: none }
.cards li { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .75rem; background: var(--band) }
.cards b { display: block; font-size: 1.3rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0 }
dt { color: var(--soft) }
dd { margin: 0 }
dd, p, ol li, summary { overflow-wrap: anywhere }
img { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
caption { text-align: left; color: var(--soft); padding: .25rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word }
td { max-width: 34rem }
td:nth-child(2) { min-width: 9rem }
#posture td:nth-child(2), #policies td:nth-child(2), #notes td:nth-child(2) { min-width: 4rem }
:is(#access, #assertions, #posture, #policies, #notes) td:nth-child(n+3) { overflow-wrap: anywhere; min-width: 9rem }
th { background: var(--band); white-space: nowrap }
td:first-child { min-width: 5rem }
#resources td { overflow-wrap: anywhere; min-width: 5.5rem }
#resources td:nth-child(3) { min-width: 7.5rem }
#resources td:last-child { min-width: 15rem }
.allowed > td:first-child, .holds > td:first-child, b.allowed, b.holds { color: var(--green); font-weight: bold }
.conditional > td:first-child, .warning > td:first-child, b.conditional { color: var(--amber); font-weight: bold }
.denied > td:first-child, .fails > td:first-child, .error > td:first-child, b.denied, b.fails { color: var(--red); font-weight: bold }
fieldset { border: 1px solid var(--line); border-radius: 6px; display: inline-block; margin: 0 .5rem .5rem 0; padding: .25rem .75rem }
label { margin-right: .75rem; white-space: nowrap }
.none { color: var(--soft) }
details { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; padding: .3rem .75rem }
summary { cursor: pointer; font-weight: bold }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; font: .82rem/1.4 ui-monospace, Consolas, 'Liberation Mono', monospace }
code { font: .88em ui-monospace, Consolas, 'Liberation Mono', monospace }
@media screen { #access:has(#verdict-allowed:checked) tbody tr:not(.allowed), #access:has(#verdict-conditional:checked) tbody tr:not(.conditional), #access:has(#verdict-denied:checked) tbody tr:not(.denied), #access:has(#service-account:checked) tbody tr:not(.account), #access:has(#service-storage:checked) tbody tr:not(.storage), #access:has(#service-vault:checked) tbody tr:not(.vault) { display: none } }
@media screen and (max-width: 52rem) { :is(#access, #assertions, #posture, #policies, #notes) thead { display: none } :is(#access, #assertions, #posture, #policies, #notes) :is(table, tbody, caption) { display: block } :is(#access, #assertions, #posture, #policies, #notes) tbody tr { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); border-bottom: 1px solid var(--line); padding: .3rem 0 } :is(#access, #assertions, #posture, #policies, #notes) tbody td { border: 0; min-width: 0; max-width: none; padding: 0 .5rem 0 0; overflow-wrap: anywhere } :is(#access, #assertions, #posture, #policies, #notes) tbody td:nth-child(n+3) { grid-column: 2 } }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } dt { margin-top: .4rem } }
@media print { body { max-width: none; padding: 0; font-size: 10pt } nav, fieldset { display: none } h2 { break-after: avoid } tr, .cards li, #picture, #assertions, #policies, #cost, #parameters { break-inside: avoid } thead { display: table-header-group } #picture, #resources { break-before: page } #access td:nth-child(3) { min-width: 10rem } img { width: auto; max-width: 100%; max-height: 165mm; margin: 0 auto } .wide { overflow: visible } table { font-size: 8.5pt } td { max-width: none; overflow-wrap: anywhere } #access td:nth-child(2), #resources td:nth-child(2), #cost td:nth-child(2) { min-width: 8rem } #resources td:last-child { min-width: 14rem } td:nth-child(3), td:last-child { min-width: 6rem } td:first-child { overflow-wrap: normal } #runbooks { display: none } @page { size: A4 landscape; margin: 10mm } }
";
