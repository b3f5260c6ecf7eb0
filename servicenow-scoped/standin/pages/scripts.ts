/** The little that pages run in the browser. */

/** Keeps the navigator and the address in step with the main frame, and takes what pages fire at the top. */
export const shellScript = `(() => {
  const frame = document.querySelector('iframe');
  const prefix = '/now/nav/ui/classic/params/target/';
  const mark = (target) => {
    for (const link of document.querySelectorAll('nav a')) {
      if (link.getAttribute('href') === prefix + encodeURIComponent(target)) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  };
  const show = (target, title) => {
    history.replaceState(null, '', prefix + encodeURIComponent(target));
    if (title) document.title = title + ' | ServiceNow';
    mark(target);
  };
  document.querySelector('nav').addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const target = decodeURIComponent(link.getAttribute('href').slice(prefix.length));
    frame.src = '/' + target;
    show(target, link.textContent);
  });
  document.querySelector('#filter').addEventListener('input', (event) => {
    const wanted = event.target.value.toLowerCase();
    for (const item of document.querySelectorAll('nav li')) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  });
  frame.addEventListener('load', () => {
    const { pathname, search } = frame.contentWindow.location;
    if (pathname !== 'blank') show(pathname.slice(1) + search, frame.contentDocument.title);
  });
  window.addEventListener('message', (event) => {
    if (event.origin !== location.origin || event.data?.kind !== 'fireTop') return;
    const { name, given } = event.data;
    if (name === 'magellanNavigator.permalink.set') show(String(given.relativePath ?? '').replace(/^\\//, ''), given.title);
  });
})();`;

/** CustomEventManager.js, as far as pages in the main frame use it. */
export const customEvents = `(() => {
  window.CustomEvent.fireTop = (name, given) => window.top.postMessage({ kind: 'fireTop', name, given }, location.origin);
  window.CustomEvent.fireAll = window.CustomEvent.fireTop;
})();`;

/** The one thing of prototype.js that pages stumble over: its Array.from knows lengths, not iterators. */
export const prototypeJs = `Array.from = function (iterable) {
  if (!iterable) return [];
  if ('toArray' in Object(iterable)) return iterable.toArray();
  var length = iterable.length || 0, results = new Array(length);
  while (length--) results[length] = iterable[length];
  return results;
};`;
