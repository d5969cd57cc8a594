// Texts in the reader's language: one dictionary of flat keys a language.

const CHOICE = 'posthorn.language';
const LANGUAGES = ['en', 'zh'];
let language = 'en';
let dictionary = {};

/** Loads the dictionary that was chosen before, or the one the browser prefers. */
export async function loadTexts() {
  const asked = localStorage.getItem(CHOICE) ?? preferred();
  language = LANGUAGES.includes(asked) ? asked : 'en';
  const answer = await fetch(new URL(`./${language}.json`, import.meta.url));
  dictionary = await answer.json();
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

/** Chooses a language for this and later visits. */
export async function chooseLanguage(chosen) {
  localStorage.setItem(CHOICE, chosen);
  await loadTexts();
}

export function currentLanguage() {
  return language;
}

/**
 * The text of a key, its `{name}`s replaced. Of `one|many` the first is taken when `n` is 1.
 */
export function t(key, values = {}) {
  let text = dictionary[key] ?? key;
  const bar = text.indexOf(' | ');
  if (bar >= 0) {
    text = values.n === 1 ? text.slice(0, bar) : text.slice(bar + 3);
  }
  return text.replace(/\{(\w+)\}/g, (all, name) => {
    const value = values[name];
    return value === undefined ? all : typeof value === 'number' ? value.toLocaleString(locale()) : value;
  });
}

export function locale() {
  return language === 'zh' ? 'zh-CN' : 'en-GB';
}

function preferred() {
  const first = (navigator.languages ?? [navigator.language]).find((tag) => LANGUAGES.includes(tag.slice(0, 2)));
  return (first ?? 'en').slice(0, 2);
}
