/** How the shell and the plain pages look, and the theme's variables that pages of applications use. */

export const themeCss = `:root{
--now-color_background--primary:255,255,255;--now-color_background--secondary:245,246,247;--now-color_background--tertiary:229,231,232;
--now-color_text--primary:24,29,31;--now-color_text--secondary:70,79,82;--now-color_text--tertiary:92,101,105;
--now-color_border--primary:112,121,125;--now-color_border--secondary:163,171,173;--now-color_border--tertiary:207,213,215;
--now-color--primary-1:0,128,163;--now-color--primary-2:0,80,98;--now-color--link:0,93,118;
--now-actionable--primary--background-color:0,101,129;--now-actionable--primary--color:255,255,255;
--now-color_alert--critical-2:187,0,44;--now-color_alert--positive-2:18,110,49;--now-color_alert--warning-2:150,90,0;
--now-font-family:Lato,Arial,sans-serif;--now-button--border-radius:6px}`;

/** What an instance's dark theme makes of them. */
export const darkThemeCss = `${themeCss}:root{
--now-color_background--primary:21,26,28;--now-color_background--secondary:33,39,42;--now-color_background--tertiary:45,52,55;
--now-color_text--primary:240,243,244;--now-color_text--secondary:190,199,203;--now-color_text--tertiary:160,170,175;
--now-color_border--primary:128,139,144;--now-color_border--secondary:84,94,99;--now-color_border--tertiary:62,71,75;
--now-color--primary-1:94,200,229;--now-color--primary-2:160,222,240;--now-color--link:110,205,232;
--now-actionable--primary--background-color:110,205,232;--now-actionable--primary--color:10,22,27;
--now-actionable_label--primary--color:10,22,27}`;

export const pageCss = `${themeCss}
*{box-sizing:border-box}html,body{margin:0;height:100%}
body{font:14px/1.5 var(--now-font-family);color:rgb(var(--now-color_text--primary));background:rgb(245,246,247)}
a{color:rgb(0,93,118)}button{font:inherit;border-radius:6px;border:1px solid rgb(112,121,125);background:#fff;padding:4px 12px;cursor:pointer}
button.primary{background:rgb(0,101,129);border-color:rgb(0,101,129);color:#fff}
.shell{display:grid;grid-template:48px 1fr/248px 1fr;height:100%}
.shell>header{grid-column:1/3;background:rgb(3,45,66);color:#fff;display:flex;align-items:center;gap:16px;padding:0 16px}
.shell>header strong{font-size:16px}.shell>header .fill{flex:1}.shell>header a{color:#fff}
.shell>nav{background:rgb(4,57,84);color:#fff;overflow:auto;padding:12px}.shell>nav h2{font-size:14px;margin:12px 4px 4px}
.shell>nav h3{font-size:12px;margin:8px 12px 2px;text-transform:uppercase;color:rgb(200,215,222)}
.shell>nav ul{list-style:none;margin:0;padding:0}.shell>nav li a{display:block;color:#fff;text-decoration:none;padding:4px 12px;border-radius:4px}
.shell>nav li a:hover,.shell>nav li a[aria-current]{background:rgb(31,93,120)}
.shell>nav input{width:100%;border-radius:4px;border:1px solid rgb(163,171,173);padding:4px 8px;font:inherit}
.shell iframe{border:0;width:100%;height:100%;background:#fff}
main.plain{padding:16px 24px}main.plain h1{font-size:20px;margin:0 0 12px}.row{display:flex;gap:8px;align-items:center;flex-wrap:wrap}.row .fill{flex:1}
table{border-collapse:collapse;width:100%;background:#fff}th,td{border:1px solid rgb(207,213,215);text-align:left;padding:6px 8px;vertical-align:top}th{background:rgb(229,231,232)}
form.record{background:#fff;border:1px solid rgb(207,213,215);border-radius:6px;padding:16px;display:grid;gap:12px}
form.record label{display:grid;gap:4px}form.record input,form.record select,form.record textarea{font:inherit;border:1px solid rgb(112,121,125);border-radius:4px;padding:6px 8px;width:100%}
section{margin-top:16px;background:#fff;border:1px solid rgb(207,213,215);border-radius:6px;padding:12px 16px}section h2{font-size:16px;margin:0 0 8px}
.entry{border-left:3px solid rgb(0,128,163);padding:4px 12px;margin:8px 0}.entry.work_notes{border-color:rgb(190,140,20);background:rgb(255,250,235)}.entry p{white-space:pre-wrap;margin:4px 0}.entry small{color:rgb(70,79,82)}`;
