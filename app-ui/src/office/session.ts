/** Who sits at the desk, and signing in: at the start, or over what one was doing when the session ended. */
import { reactive } from "vue";
import { Failure } from "../shared/failure";
import { ask, askAsOneIs, isSignedOut, whenSignedOut, type Schemas } from "./server";

export type Me = Schemas["Me"];

interface Desk {
  /** Null while nobody is signed in, or nobody knows yet. */
  me: Me | null;
  /** Whether it is known who sits here, be it nobody. */
  known: boolean;
  /** Whether the sign-in lies over the screen. */
  over: boolean;
  /** Somebody else signed in in this browser meanwhile: what is on the screen is not theirs. */
  other: string | null;
}

export const desk = reactive<Desk>({ me: null, known: false, over: false, other: null });

/** Calls that wait for the sign-in. */
let waiting: ((signedIn: boolean) => void)[] = [];

function settle(signedIn: boolean): void {
  desk.over = false;
  const all = waiting;
  waiting = [];
  for (const go of all) go(signedIn);
}

whenSignedOut(() => {
  desk.over = true;
  return new Promise((resolve) => void waiting.push(resolve));
});

/** Whether all is the same of who sits here but how far the server is. */
function isAlike(one: Me, other: Me): boolean {
  return JSON.stringify({ ...one, anew: null }) === JSON.stringify({ ...other, anew: null });
}

function seat(me: Me): void {
  // How far the server is changes every moment: what screens show by who sits here is not drawn anew for it.
  if (desk.me !== null && isAlike(desk.me, me)) desk.me.anew = me.anew ?? null;
  else desk.me = me;
  desk.known = true;
  settle(true);
}

/** Looks who is signed in. */
export async function lookWho(): Promise<void> {
  try {
    seat(await askAsOneIs((client) => client.GET("/console/v1/session")));
  } catch (thrown) {
    if (!(thrown instanceof Failure && isSignedOut(thrown))) throw thrown;
    desk.known = true;
  }
}

/** Looks whether it is still the same person: a browser has one session for all its pages. Who signed in again in another of them need
 * not do so here. Nobody asked, so nothing else is told. */
export async function lookWhetherSame(): Promise<void> {
  const before = desk.me;
  if (before === null) return;
  try {
    const now = await askAsOneIs((client) => client.GET("/console/v1/session"));
    desk.other = now.login === before.login ? null : now.name;
    if (desk.other === null) seat(now);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
  }
}

/** Signs in. */
export async function signIn(typed: Schemas["Credentials"]): Promise<void> {
  seat(await askAsOneIs((client) => client.POST("/console/v1/session", { body: typed })));
}

/** Goes on without signing in: what waits is told so, and the screen stays with what was typed. */
export function putSignInAway(): void {
  settle(false);
}

/** Changes the password. */
export async function changePassword(old: string, fresh: string): Promise<void> {
  await ask((client) => client.PUT("/console/v1/account/password", { body: { old, new: fresh } }));
  await lookWho();
}

/** Signs out. A session that is over already is as good. */
export async function signOut(): Promise<void> {
  try {
    await askAsOneIs((client) => client.DELETE("/console/v1/session"));
  } catch (thrown) {
    if (!(thrown instanceof Failure && isSignedOut(thrown))) throw thrown;
  }
  desk.me = null;
  settle(false);
}
