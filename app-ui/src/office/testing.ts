/** What the console's tests stand on: the server's answers, given by hand; the real client between. */
import { flushPromises, mount } from "@vue/test-utils";
import axe from "axe-core";
import { afterEach, vi } from "vitest";
import { createMemoryHistory, createRouter, RouterView, type RouteRecordRaw, type Router } from "vue-router";
import { i18n } from "./i18n";
import type { Schemas } from "./server";
import type { Me } from "./session";

export interface Asked {
  call: string;
  /** What stands behind the path. */
  query: Record<string, string>;
  body: unknown;
}

/** What the server says to a call: its JSON, or `refused(...)`, or something thrown for a line that broke. */
export type Answers = Record<string, (asked: Asked) => unknown>;

/** An answer with a status of its own. */
export class Refused {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {}
}

/** A refusal with this code. */
export function refused(status: number, code: string): Refused {
  return new Refused(status, code);
}

/** Somebody in a county's office. */
export function somebody(more: Partial<Me> = {}): Me {
  const appointments = more.appointments ?? [{ role: "county_office", role_zh: "县办公室", division: "610926", division_name: "平利县" }];
  return {
    login: "lin",
    name: "林办事员",
    given: false,
    second_factor: false,
    appointments,
    unit_missing: false,
    acts: [{ act: "review", divisions: ["610926"] }],
    today: "2017-09-18",
    divisions: appointments.map(({ division, division_name }) => ({ code: division, name: division_name })),
    program: "0.1.0",
    ...more,
  };
}

/** Sets what the server answers, `GET /console/v1/session` and so on; gives the list of what is asked. */
export function serverAnswers(answers: Answers): Asked[] {
  const all: Asked[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    const body: unknown = request.body === null ? null : await request.json();
    const asked: Asked = { call: `${request.method} ${pathname}`, query: Object.fromEntries(searchParams), body };
    all.push(asked);
    const answer = answers[asked.call];
    if (answer === undefined) throw new TypeError(`no answer to ${asked.call}`);
    const said = await answer(asked);
    if (said instanceof Response) return said;
    if (said instanceof Refused) {
      const { status, code } = said;
      return Response.json({ code, zh: `说的是${code}`, en: `It says ${code}`, again: false }, { status });
    }
    return said === undefined ? new Response(null, { status: 204 }) : Response.json(said);
  });
  return all;
}

/** What a division is called and what lies above and below it. Of one that was asked for in an earlier test of a file the name is known. */
export function placeCalled(code: string, name: string, more: Partial<Pick<Schemas["PlaceNamed"], "path" | "below">> = {}): Answers {
  const level = { 2: "province", 4: "city", 6: "county", 9: "town" }[code.length] ?? "village";
  return { [`GET /console/v1/places/${code}`]: () => ({ code, name, level, path: [], below: [], ...more }) };
}

/** A screen at its address, with the page that it is part of. */
export async function screenAt(routes: RouteRecordRaw[], path: string): Promise<{ screen: ReturnType<typeof mount>; router: Router }> {
  const elsewhere = { path: "/:elsewhere(.*)*", component: { template: "<p></p>" } };
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, elsewhere] });
  await router.push(path);
  const screen = mount(RouterView, { global: { plugins: [i18n, router] }, attachTo: document.body });
  await flushPromises();
  return { screen, router };
}

/** What axe finds on the page, by the rule and the place. Nothing is drawn here: colours are contrast.test.ts's, and labels are not
 * compared with words that might be icons. */
export async function axeFaults(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    resultTypes: ["violations"],
    // A part of a page has no main of its own, and is no page without one.
    rules: { "color-contrast": { enabled: false }, "label-content-name-mismatch": { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
  localStorage.clear();
});
