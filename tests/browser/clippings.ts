/** What sticks out sideways or is cut off, in the product's own document. */
import type { Page } from 'playwright-core';
import { innerFrame } from './admin-page.ts';

/**
 * The page itself must not scroll sideways, and no element may hide a part of its text. What scrolls on its own (source,
 * codes to be copied, text fields) is meant to.
 */
export async function clippings(page: Page): Promise<readonly string[]> {
  return await innerFrame(page).evaluate<string[]>(script);
}

const script = `(() => {
  const found = [];
  const root = document.scrollingElement;
  if (root.scrollWidth > root.clientWidth + 1) {
    const widest = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1).slice(-1)[0];
    found.push('the page is ' + root.scrollWidth + ' px wide in ' + root.clientWidth + ': ' + (widest ? widest.outerHTML.slice(0, 200) : ''));
  }
  const scrollsByItself = 'pre, textarea, input, select, [role=listbox], [role=tablist]';
  const isHeardOnly = (one) => one.closest('[role=status], [hidden], [aria-hidden=true]') !== null || getComputedStyle(one).clipPath !== 'none';
  for (const one of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || one.closest(scrollsByItself) !== null || isHeardOnly(one) || one.closest('svg') !== null) continue;
    const hasText = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    const cutSideways = style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1;
    const cutBelow = (style.overflowY === 'hidden' || style.overflowY === 'clip') && one.scrollHeight > one.clientHeight + 2;
    const words = (one.innerText || '').trim().slice(0, 60);
    if (words !== '' && (cutSideways || cutBelow)) found.push(one.tagName + '.' + String(one.className).slice(0, 60) + ' cuts off “' + words + '”');
    else if (hasText && (box.left < -1 || box.right > root.clientWidth + 1)) found.push(one.tagName + '.' + String(one.className).slice(0, 60) + ' sticks out with “' + words + '”');
  }
  return found.slice(0, 8);
})()`;
