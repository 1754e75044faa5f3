/**
 * What the page of a manifest does: choose a part, show what is known of it, find parts, and move by strip or keyboard.
 * It takes text from the page itself, by textContent alone, and asks nothing of anybody.
 */
export const MANIFEST_SCRIPT = `
'use strict';
(() => {
  const $ = (selector) => document.querySelector(selector);
  const root = document.documentElement;
  const bar = $('.bar'), panel = $('aside'), nav = $('nav'), strip = $('.strip'), view = $('.window');
  const title = $('aside h2'), facts = $('aside dl'), body = $('aside .body'), more = $('.open-nav'), filter = $('nav input');
  const blocks = [...document.querySelectorAll('main .s')];
  const parts = blocks.filter((block) => block.id !== '');
  const links = [...nav.querySelectorAll('a')];
  const linkOf = new Map(links.map((link) => [link.hash.slice(1), link]));
  const total = Number($('main').dataset.bytes) || 1;
  const from = (block) => Number(block.dataset.from);
  let picked;

  new ResizeObserver(() => {
    root.style.setProperty('--top', bar.offsetHeight + 'px');
    look();
  }).observe(bar);

  function pick(block, scroll) {
    if (picked) {
      picked.classList.remove('picked');
      linkOf.get(picked.id)?.removeAttribute('aria-current');
    }
    picked = block;
    block.classList.add('picked');
    const link = linkOf.get(block.id);
    if (link) {
      link.setAttribute('aria-current', 'true');
      if (getComputedStyle(nav).position === 'sticky') link.scrollIntoView({ block: 'nearest' });
      rove(link);
    }
    title.textContent = block.dataset.title;
    facts.replaceChildren(...JSON.parse(block.dataset.facts).flatMap(([name, value]) => {
      const term = document.createElement('dt'), what = document.createElement('dd');
      term.textContent = name;
      what.textContent = value;
      if (/^[0-9a-f]{64}$/.test(value) || name === 'address' || name === 'parent') what.className = 'mono';
      return [term, what];
    }));
    body.textContent = block.querySelector('.t').textContent;
    panel.classList.add('open');
    panel.scrollTop = 0;
    nav.classList.remove('open');
    more.setAttribute('aria-expanded', 'false');
    if (location.hash !== '#' + block.id) history.replaceState(null, '', '#' + block.id);
    if (scroll) block.scrollIntoView({ block: scroll });
    look();
  }

  function shut() {
    panel.classList.remove('open');
    nav.classList.remove('open');
    more.setAttribute('aria-expanded', 'false');
  }

  function step(by) {
    const at = picked ? parts.indexOf(picked) + by : 0;
    if (parts[at]) pick(parts[at], 'nearest');
  }

  // The links are one stop for the tab key; arrows move among them.
  let stop;
  function rove(link) {
    if (stop) stop.tabIndex = -1;
    stop = link;
    link.tabIndex = 0;
  }
  for (const link of links) link.tabIndex = -1;
  if (links[0]) rove(links[0]);

  function blockAt(byte) {
    let low = 0, high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (from(blocks[middle]) <= byte) low = middle;
      else high = middle - 1;
    }
    return blocks[low];
  }

  let waiting = false;
  function look() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const area = $('main').getBoundingClientRect();
      const x = area.left + 20;
      const at = (y) => document.elementsFromPoint(x, y).map((found) => found.closest('main .s')).find(Boolean);
      const top = bar.getBoundingClientRect().bottom;
      const first = at(top + 4) || at(top + 30) || blocks[0];
      const last = at(innerHeight - 4) || at(innerHeight - 40) || (area.bottom < innerHeight ? blocks.at(-1) : first);
      if (!first || !last) return;
      const start = (from(first) / total) * 1000;
      view.setAttribute('x', start);
      view.setAttribute('width', Math.max(3, (Number(last.dataset.to) / total) * 1000 - start));
    });
  }
  addEventListener('scroll', look, { passive: true });
  addEventListener('resize', look);

  strip.addEventListener('click', (event) => {
    const box = strip.getBoundingClientRect();
    const block = blockAt(((event.clientX - box.left) / box.width) * total);
    if (!block) return;
    if (block.id) pick(block, 'start');
    else block.scrollIntoView({ block: 'start' });
  });

  $('main').addEventListener('click', (event) => {
    const block = event.target.closest('.s');
    if (!block || !block.id || String(getSelection())) return;
    event.preventDefault();
    pick(block);
  });

  function visit() {
    const block = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (block && parts.includes(block)) pick(block, 'start');
  }
  nav.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link) return;
    event.preventDefault();
    const block = document.getElementById(link.hash.slice(1));
    if (block) pick(block, 'start');
  });
  nav.addEventListener('keydown', (event) => {
    if (event.target === filter && event.key !== 'ArrowDown') return;
    const seen = links.filter((link) => !link.parentElement.hidden);
    const at = seen.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: seen.length - 1 }[event.key];
    if (next === undefined || !seen[next]) return;
    event.preventDefault();
    rove(seen[next]);
    seen[next].focus();
  });

  const words = links.map((link) => link.textContent.toLowerCase());
  filter.addEventListener('input', () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const item of nav.querySelectorAll('li.of-group')) item.hidden = wanted !== '';
    links.forEach((link, index) => { link.parentElement.hidden = !words[index].includes(wanted); });
  });

  more.addEventListener('click', () => {
    const open = nav.classList.toggle('open');
    more.setAttribute('aria-expanded', String(open));
    if (open) { panel.classList.remove('open'); filter.focus(); }
  });
  $('.shut-nav').addEventListener('click', shut);
  const noted = [...document.querySelectorAll('main .f')];
  let visited = -1;
  $('button.k-finding')?.addEventListener('click', () => {
    visited = (visited + 1) % noted.length;
    const block = noted[visited];
    if (block.id) pick(block, 'center');
    else block.scrollIntoView({ block: 'center' });
  });
  $('.before').addEventListener('click', () => step(-1));
  $('.after').addEventListener('click', () => step(1));
  $('.shut').addEventListener('click', shut);
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return shut();
    if (event.target === filter || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'j') step(1);
    else if (event.key === 'k') step(-1);
    else if (event.key === '/') {
      event.preventDefault();
      if (getComputedStyle(nav).display === 'none') more.click();
      filter.focus();
    }
  });
  addEventListener('hashchange', visit);
  visit();
})();
`;
