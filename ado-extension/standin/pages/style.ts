/** The pages' one style sheet: the host's colours by its own theme variables, with fallbacks for pages without a frame. */
export const styleSheet = `
:root { --ink: var(--text-primary-color, rgba(0,0,0,.9)); --soft: var(--text-secondary-color, rgba(0,0,0,.6)); --paper: var(--background-color, #fff); --line: var(--border-subtle-color, rgba(0,0,0,.12)); --side: rgb(var(--palette-neutral-4, 244, 244, 244)); --link: var(--communication-foreground, rgb(0,90,158)); --go: var(--communication-background, rgb(0,120,212)); color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; --ink: var(--text-primary-color, rgba(255,255,255,1)); --soft: var(--text-secondary-color, rgba(255,255,255,.7)); --paper: var(--background-color, rgb(32,31,30)); --line: var(--border-subtle-color, rgba(255,255,255,.14)); --side: rgb(var(--palette-neutral-4, 45, 44, 43)); --link: var(--communication-foreground, rgb(109,179,242)); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; font: 14px/20px "Segoe UI", system-ui, sans-serif; color: var(--ink); background: var(--paper); }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--go); outline-offset: 1px; }
.top { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; padding: 6px 16px; border-bottom: 1px solid var(--line); }
.top .logo { font-weight: 600; color: var(--ink); } .top small { color: var(--soft); font-weight: 400; }
.top nav { flex: 1; } .top ol { display: flex; flex-wrap: wrap; gap: 8px; margin: 0; padding: 0; list-style: none; } .top li::before { content: "/"; margin-right: 8px; color: var(--soft); }
.account { display: flex; gap: 8px; align-items: center; } .coin { display: inline-grid; place-items: center; width: 28px; height: 28px; border-radius: 50%; background: var(--go); color: #fff; font-size: 12px; }
button, select, input, textarea { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 2px; padding: 5px 12px; }
button { cursor: pointer; font-weight: 600; } button.primary { background: var(--go); border-color: var(--go); color: #fff; } button:disabled { opacity: .5; }
.settings { flex: 1; display: flex; min-height: 0; } .settings > nav { width: 240px; padding: 16px; background: var(--side); } .settings h1 { font-size: 18px; margin: 0 0 12px; } .settings h2 { font-size: 14px; margin: 16px 0 4px; } .settings nav ul { list-style: none; margin: 0; padding: 0; } .settings nav li { padding: 5px 8px; color: var(--soft); } .settings nav li.selected { background: var(--component-menu-selected-item-background, rgba(0,0,0,.06)); color: var(--ink); font-weight: 600; }
#hub { flex: 1; display: flex; min-width: 0; } #hub iframe { flex: 1; border: 0; min-height: calc(100vh - 48px); } body.full-screen .top, body.full-screen .settings > nav { display: none; }
.form-group { width: 100%; max-width: 1080px; margin: 0 auto; padding: 0 16px 16px; } .form-group h2 { font-size: 16px; margin: 8px 0; } .form-group #hub iframe { min-height: 0; border: 1px solid var(--line); }
@media (max-width: 640px) { .settings { flex-direction: column; } .settings > nav { width: auto; } }
main { width: 100%; max-width: 1080px; margin: 0 auto; padding: 16px; } main h1 { font-size: 21px; line-height: 28px; margin: 0 0 12px; } main h2 { font-size: 16px; margin: 24px 0 8px; }
table { width: 100%; border-collapse: collapse; } th, td { text-align: left; padding: 8px; border-bottom: 1px solid var(--line); vertical-align: top; } th { color: var(--soft); font-weight: 400; }
.rich { border: 1px solid var(--line); padding: 8px 12px; overflow-wrap: anywhere; } .rich:empty::before { content: "Nothing here yet."; color: var(--soft); } .rich > :first-child { margin-top: 0; } .rich > :last-child { margin-bottom: 0; } .rich img { max-width: 100%; } .rich table { width: auto; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px; margin: 12px 0; } .fields label, form.stack label { display: block; } .fields span, form.stack span { display: block; color: var(--soft); font-size: 12px; } .fields input, .fields select, form.stack input, form.stack textarea, form.stack select { width: 100%; } textarea { min-height: 96px; }
.tag { display: inline-block; padding: 0 8px; margin-right: 4px; border-radius: 10px; background: var(--side); } .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 8px 0; }
.comment { border-left: 3px solid var(--line); padding: 4px 12px; margin: 8px 0; } .comment header, .muted { color: var(--soft); font-size: 12px; }
.toast, .banner, .problem { margin: 8px 16px; padding: 8px 12px; border: 1px solid var(--line); background: var(--side); } .problem { border-color: rgb(205,74,69); }
.message-dialog { border: 1px solid var(--line); background: var(--paper); color: var(--ink); min-width: 320px; } .message-dialog-buttons { display: flex; gap: 8px; justify-content: flex-end; }
`;
