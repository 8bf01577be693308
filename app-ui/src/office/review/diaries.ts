/** The diaries that are shown, and those that come next: they are there before the key is up. */
import { shallowReactive } from "vue";
import { failureOf, type Failure } from "../../shared/failure";
import { ask } from "../server";
import { keyOf, pathOf, type Diary, type Item } from "./items";

/** One that was asked for; neither diary nor failure: it is on its way. */
export interface Fetched {
  diary: Diary | null;
  failure: Failure | null;
}

export interface Diaries {
  of(item: Item): Fetched | undefined;
  /** Fetches what is not there yet: the one that is shown first, then those ahead in their order. */
  want(shown: Item, ahead: readonly Item[]): void;
  /** Fetches it anew. */
  again(item: Item): void;
  /** Forgets how it stood: it has changed. */
  forget(item: Item): void;
}

/** So many stay for whoever goes back. */
const MOST = 24;

export function useDiaries(): Diaries {
  const all = shallowReactive(new Map<string, Fetched>());
  let shownKey = "";

  /** What is fetched ahead of being opened says so: the audit tells the one from the other. */
  async function load(item: Item, ahead = false): Promise<void> {
    const key = keyOf(item);
    const mine: Fetched = { diary: null, failure: null };
    all.set(key, mine);
    const [oldest] = all.keys();
    if (all.size > MOST && oldest !== undefined) all.delete(oldest);
    let answer: Fetched;
    try {
      const diary = await ask((client) => client.GET("/console/v1/divisions/{division}/reviews/{record}", { params: { path: pathOf(item), ...(ahead ? { query: { ahead } } : {}) } }));
      answer = { diary: diary as unknown as Diary, failure: null };
    } catch (thrown) {
      answer = { diary: null, failure: failureOf(thrown) };
    }
    // Forgotten or asked for anew meanwhile.
    if (all.get(key) !== mine) return;
    // What nobody sees is asked for again when somebody does.
    if (answer.failure !== null && key !== shownKey) all.delete(key);
    else all.set(key, answer);
  }

  function want(shown: Item, ahead: readonly Item[]): void {
    const key = keyOf(shown);
    const there = all.get(key);
    const failedBefore = key !== shownKey && (there?.failure ?? null) !== null;
    shownKey = key;
    if (there === undefined || failedBefore) void load(shown);
    for (const item of ahead) if (!all.has(keyOf(item))) void load(item, true);
  }

  return {
    of: (item) => all.get(keyOf(item)),
    want,
    again: (item) => void load(item),
    forget: (item) => void all.delete(keyOf(item)),
  };
}
