/**
 * The inbox's script: looks for news every few seconds and takes them over card by card, so that nothing that somebody
 * is typing gets lost. The page works without it; then one reloads by hand.
 */

/** How often the page looks for news. */
export const POLL_MS = 3_000;

/** What the browser runs. */
export const SCRIPT = `
const list = document.getElementById('list');
const dirty = new Set();
list.addEventListener('input', (event) => dirty.add(event.target.closest('article').id));
document.addEventListener('submit', (event) => {
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = 'yes';
});
async function look() {
  const response = await fetch('.', { cache: 'no-store' });
  if (!response.ok) throw new Error(String(response.status));
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const news = new Map([...page.querySelectorAll('article')].map((card) => [card.id, card]));
  for (const card of [...list.querySelectorAll('article')]) {
    const now = news.get(card.id);
    if (now) card.querySelector('.until').replaceWith(now.querySelector('.until'));
    else if (dirty.has(card.id) || card.contains(document.activeElement)) leave(card);
    else card.remove();
  }
  for (const [id, card] of news) if (!document.getElementById(id)) list.append(card);
  document.getElementById('empty').hidden = list.children.length > 0;
  document.getElementById('count').textContent = page.getElementById('count').textContent;
  document.title = page.title;
  document.getElementById('lost').hidden = true;
}
function leave(card) {
  if (card.querySelector('.gone')) return;
  for (const button of card.querySelectorAll('button')) button.disabled = true;
  const told = document.createElement('p');
  told.className = 'gone';
  told.setAttribute('role', 'alert');
  told.textContent = 'This was answered elsewhere, or has expired. What you typed is still here; reload to clear it.';
  card.prepend(told);
}
(async () => {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, ${POLL_MS}));
    await look().catch(() => { document.getElementById('lost').hidden = false; });
  }
})();
`;
