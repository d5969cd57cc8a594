// The key of this tab, if one is asked for, and what it may do.

const STORED = 'posthorn.key';
const listeners = new Set();
let key = sessionStorage.getItem(STORED);
let wanted = false;
let refused = false;
let rights = null;

export function currentKey() {
  return key;
}

/** Whether the server asked for a key that we do not have; `refused` when ours was not accepted. */
export function signInState() {
  return { wanted, refused };
}

/** Tries a key, which is then used until the tab is closed or the user signs out. The sign-in page stays until the server has accepted it. */
export function signIn(entered) {
  key = entered;
  sessionStorage.setItem(STORED, entered);
  refused = false;
}

export function signOut() {
  key = null;
  sessionStorage.removeItem(STORED);
  rights = null;
  wanted = true;
  refused = false;
  tell();
}

/** Called when an answer was 401. */
export function keyNeeded() {
  if (!wanted || key !== null) {
    refused = key !== null;
    key = null;
    sessionStorage.removeItem(STORED);
    wanted = true;
    tell();
  }
}

/** What the server says about the key: its permissions and patterns of queues; null while nobody knows. */
export function setRights(known) {
  rights = known;
  wanted = false;
  tell();
}

/** Whether to offer what needs a permission; the server decides whether it is done. */
export function may(permission) {
  return rights === null || !rights.keys || rights.permissions.includes(permission);
}

/** Whether the key is for all queues, so that one that is not shown is not there. */
export function seesAll() {
  return rights === null || !rights.keys || rights.queues.includes('*');
}

export function onSession(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell() {
  listeners.forEach((listener) => listener());
}
