// The little that happens in the browser: buttons, and the related articles, asked for straight from cms-api.

const root = document.documentElement;

const actions = {
  theme() {
    const isDark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = isDark ? 'light' : 'dark';
    localStorage.setItem('theme', root.dataset.theme);
  },

  larger(button) {
    const isLarger = root.toggleAttribute('data-larger');
    button.setAttribute('aria-pressed', String(isLarger));
  },

  save(button) {
    const isSaved = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(isSaved));
    button.textContent = isSaved ? 'Saved' : 'Save for later';
    window.throughline('mark', 'saved', isSaved);
  },

  // Compares every word with every other, on purpose: an interaction that is honestly not quick.
  words(button) {
    const words =
      document
        .querySelector('.text')
        .textContent.toLowerCase()
        .match(/\p{L}{5,}/gu) ?? [];
    let best = ['', 0];
    for (const word of words) {
      const times = words.filter((other) => other.localeCompare(word) === 0).length;
      if (times > best[1]) best = [word, times];
    }
    const place = document.querySelector('[data-words]');
    place.textContent = `${words.length} words of five letters and more; the heaviest is “${best[0]}”, ${best[1]} times.`;
    place.hidden = false;
    button.setAttribute('aria-expanded', 'true');
  },

  shuffle() {
    const shelf = document.querySelector('[data-shuffle]');
    shelf.append(...[...shelf.children].sort(() => Math.random() - 0.5));
  },

  order(button) {
    const list = document.querySelector('[data-months]');
    const byReadings = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(byReadings));
    const months = [...list.children];
    for (const [index, month] of months.entries()) month.dataset.place ??= String(index);
    months.sort((a, b) =>
      byReadings ? b.dataset.readings - a.dataset.readings : a.dataset.place - b.dataset.place,
    );
    list.append(...months);
  },
};

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-action]');
  if (button) actions[button.dataset.action](button);
});

async function showRelated(place, slug) {
  const startMs = performance.now();
  try {
    const answer = await fetch(
      `${root.dataset.cms}/api/v1/magazine/articles/${encodeURIComponent(slug)}/related`,
    );
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const { articles } = await answer.json();
    place.replaceChildren(...articles.map(toCard));
    window.throughline('measure', 'related', startMs, performance.now());
    window.throughline('mark', 'related-shown', articles.length);
  } catch {
    place.replaceChildren(element('p', 'waiting', 'The readers are not answering just now.'));
  }
}

function toCard({ slug, title, summary, author, readingMinutes }) {
  const card = element('article', 'card');
  const cover = element('a', 'cover');
  cover.href = `/articles/${slug}`;
  cover.tabIndex = -1;
  cover.ariaHidden = 'true';
  const image = element('img');
  Object.assign(image, { src: `/art/covers/${slug}.svg`, width: 640, height: 400, alt: '' });
  cover.append(image);

  const link = element('a', '', title);
  link.href = `/articles/${slug}`;
  const heading = element('h3');
  heading.append(link);
  const texts = element('div');
  texts.append(
    heading,
    element('p', '', summary),
    element('p', 'byline', `${author.name} · ${readingMinutes} min`),
  );
  card.append(cover, texts);
  return card;
}

function element(name, className = '', text = '') {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

const related = document.querySelector('[data-related]');
const story = document.querySelector('[data-slug]');
if (related && story) showRelated(related, story.dataset.slug);
