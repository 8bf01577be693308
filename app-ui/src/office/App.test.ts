import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { defineComponent, h, ref } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";
import App from "./App.vue";
import { useAsk } from "./ask";
import { i18n } from "./i18n";
import { router as program } from "./router";
import { desk } from "./session";
import { refused, serverAnswers, somebody, type Answers } from "./testing";

// A screen on which something is being typed, with a button that asks the server.
const Screen = defineComponent({
  setup() {
    const typed = ref("");
    const answered = ref(0);
    const { failure, ask } = useAsk();
    const save = () => ask((client) => client.GET("/console/v1/account/sessions"), () => void (answered.value += 1));
    return () => [
      h("textarea", { value: typed.value, onInput: (event: Event) => void (typed.value = (event.target as HTMLTextAreaElement).value) }),
      h("button", { type: "button", class: "save", onClick: save }, String(answered.value)),
      h("p", { class: "why" }, failure.value?.code ?? ""),
    ];
  },
});

let app: Awaited<ReturnType<typeof start>> | null = null;

async function start(answers: Answers, path = "/typing") {
  const asked = serverAnswers(answers);
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: "/typing", component: Screen, meta: { title: "frame.review" } }, ...program.options.routes],
  });
  await router.push(path);
  const screen = mount(App, { global: { plugins: [i18n, router] }, attachTo: document.body });
  await flushPromises();
  return { screen, asked, router };
}

async function eventually(holds: () => boolean): Promise<void> {
  // Screens are fetched when they are first opened, which takes what it takes.
  await vi.waitFor(() => expect(holds(), document.body.innerHTML).toBe(true), { timeout: 30_000 });
}

/** Types into a field of the page, wherever it lies, and sends its form. */
async function type(name: string, text: string): Promise<void> {
  const field = document.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (field === null) throw new Error(`no field ${name}`);
  field.value = text;
  field.dispatchEvent(new Event("input"));
}
async function send(): Promise<void> {
  document.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  await flushPromises();
}

afterEach(() => {
  app?.screen.unmount();
  app = null;
  Object.assign(desk, { me: null, known: false, over: false, other: null });
});

test("who is signed in sees the frame, with their division and name", async () => {
  app = await start({ "GET /console/v1/session": () => somebody() });
  expect(app.screen.get(".who").text()).toBe("平利县 · 林办事员");
  expect(app.screen.find("textarea").exists()).toBe(true);
  expect(document.title).toBe("审核 · 村记");
});

test("who is not signs in, and comes to where they were going", async () => {
  app = await start({
    "GET /console/v1/session": () => refused(401, "session.none"),
    "POST /console/v1/session": ({ body }) => ((body as { password: string }).password === "good" ? somebody() : refused(401, "sign_in.wrong")),
  });
  expect(app.screen.find(".bar").exists()).toBe(false);
  expect(document.activeElement).toBe(app.screen.get("[name=username]").element);
  await type("username", "lin");
  await type("current-password", "bad");
  await send();
  expect(app.screen.get("[role=alert]").text()).toContain("sign_in.wrong");
  expect(document.activeElement).toBe(app.screen.get("[name=current-password]").element);
  await type("current-password", "good");
  await send();
  expect(app.screen.find("textarea").exists()).toBe(true);
  expect(app.asked[2]?.body).toEqual({ login: "lin", password: "good", code: null });
});

test("a code is asked for only once the server asks for it, and that is no fault", async () => {
  app = await start({
    "GET /console/v1/session": () => refused(401, "session.none"),
    "POST /console/v1/session": ({ body }) => {
      const { code } = body as { code: string | null };
      if (code === null) return refused(401, "sign_in.code_needed");
      return code === "123456" ? somebody() : refused(429, "sign_in.locked");
    },
  });
  expect(app.screen.find("[name=code]").exists()).toBe(false);
  await type("username", "lin");
  await type("current-password", "good");
  await send();
  expect(app.screen.find("[role=alert]").exists()).toBe(false);
  expect(document.activeElement).toBe(app.screen.get("[name=code]").element);
  await type("code", "000000");
  await send();
  expect(app.screen.get("[role=alert]").text()).toContain("sign_in.locked");
  await type("code", "123456");
  await send();
  expect(app.screen.find(".bar").exists()).toBe(true);
});

test("a password that was given is changed before anything is asked for or shown", async () => {
  let given = true;
  app = await start({
    "GET /console/v1/session": () => somebody({ given }),
    "PUT /console/v1/account/password": () => {
      given = false;
    },
  });
  expect(app.screen.find(".bar").exists()).toBe(false);
  const [fresh, again] = app.screen.findAll("[name=new-password]");
  await app.screen.get("[name=current-password]").setValue("given");
  await fresh?.setValue("青石板桥边三棵老柿树");
  await again?.setValue("青石板桥边三棵老柿");
  expect(app.screen.get(".tag.warn").text()).toBe("两遍不一样");
  await app.screen.get("form").trigger("submit");
  expect(app.asked.length).toBe(1);
  await again?.setValue("青石板桥边三棵老柿树");
  await app.screen.get("form").trigger("submit");
  await flushPromises();
  expect(app.asked[1]?.body).toEqual({ old: "given", new: "青石板桥边三棵老柿树" });
  expect(app.screen.find("textarea").exists()).toBe(true);
});

test("a session that ends is begun anew over the screen: what was typed stays, and what was asked is asked again", async () => {
  let signedIn = true;
  app = await start({
    "GET /console/v1/session": () => somebody(),
    "GET /console/v1/account/sessions": () => (signedIn ? [] : refused(401, "session.none")),
    "POST /console/v1/session": () => {
      signedIn = true;
      return somebody();
    },
  });
  await app.screen.get("textarea").setValue("写到一半");
  const area = app.screen.get("textarea").element;
  signedIn = false;
  await app.screen.get(".save").trigger("click");
  await eventually(() => document.querySelector(".el-dialog form") !== null);
  expect(document.querySelector<HTMLInputElement>("[name=username]")?.value).toBe("lin");
  expect(document.querySelector<HTMLInputElement>("[name=username]")?.readOnly).toBe(true);
  await type("current-password", "good");
  await send();
  await eventually(() => app?.screen.get(".save").text() === "1");
  expect(app.screen.get("textarea").element).toBe(area);
  expect(area.value).toBe("写到一半");
  expect(app.asked.map(({ call }) => call)).toEqual([
    "GET /console/v1/session",
    "GET /console/v1/account/sessions",
    "POST /console/v1/session",
    "GET /console/v1/account/sessions",
  ]);
});

test("who puts the sign-in away keeps the screen, and is told why nothing was done", async () => {
  app = await start({ "GET /console/v1/session": () => somebody(), "GET /console/v1/account/sessions": () => refused(401, "session.none") });
  await app.screen.get("textarea").setValue("写到一半");
  await app.screen.get(".save").trigger("click");
  await eventually(() => document.querySelector(".later") !== null);
  document.querySelector<HTMLButtonElement>(".later")?.click();
  await eventually(() => app?.screen.get(".why").text() === "session.none");
  expect(app.screen.get("textarea").element.value).toBe("写到一半");
});

test("who signed in again in another page of the browser need not do so here", async () => {
  let signedIn = true;
  app = await start({
    "GET /console/v1/session": () => (signedIn ? somebody() : refused(401, "session.none")),
    "GET /console/v1/account/sessions": () => (signedIn ? [] : refused(401, "session.none")),
  });
  signedIn = false;
  await app.screen.get(".save").trigger("click");
  await eventually(() => document.querySelector(".later") !== null);
  document.dispatchEvent(new Event("visibilitychange"));
  await flushPromises();
  expect(desk.over).toBe(true);
  signedIn = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await eventually(() => app?.screen.get(".save").text() === "1");
  expect(desk.over).toBe(false);
});

test("signing out ends the session and shows nobody's screen", async () => {
  app = await start({ "GET /console/v1/session": () => somebody(), "DELETE /console/v1/session": () => undefined });
  await app.screen.get(".who").trigger("click");
  await app.screen.findAll(".panel .item").slice(-1)[0]?.trigger("click");
  await flushPromises();
  expect(app.asked.slice(-1)[0]?.call).toBe("DELETE /console/v1/session");
  expect(app.screen.find(".bar").exists()).toBe(false);
  expect(app.screen.find("form").exists()).toBe(true);
  await eventually(() => app?.router.currentRoute.value.path === "/");
});

test("the menu goes once something in it was chosen, also where one is there already, and by Escape", async () => {
  app = await start({ "GET /console/v1/session": () => somebody(), "GET /console/v1/account/sessions": () => [] }, "/account");
  const { screen } = app;
  const open = () => screen.get(".who").trigger("click");
  await open();
  expect(screen.get(".who").attributes("aria-expanded")).toBe("true");
  await screen.get(".panel a").trigger("click");
  expect(screen.find(".panel").exists()).toBe(false);
  await open();
  await screen.get(".panel").trigger("keydown", { key: "Escape" });
  expect(screen.find(".panel").exists()).toBe(false);
  expect(document.activeElement).toBe(screen.get(".who").element);
  await open();
  document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  await flushPromises();
  expect(screen.find(".panel").exists()).toBe(false);
});

test("a server that is out of reach at the start is told of, and asked again", async () => {
  let up = false;
  app = await start({ "GET /console/v1/session": () => (up ? somebody() : Promise.reject(new TypeError("Failed to fetch"))) });
  expect(app.screen.get("[role=alert]").text()).toContain("server.out_of_reach");
  up = true;
  await app.screen.get("button").trigger("click");
  await flushPromises();
  expect(app.screen.find(".bar").exists()).toBe(true);
});

test("somebody else who signed in in this browser does nothing on this one's screen", async () => {
  let login = "lin";
  app = await start({ "GET /console/v1/session": () => somebody({ login, name: login === "lin" ? "林办事员" : "王主任" }) });
  document.dispatchEvent(new Event("visibilitychange"));
  await flushPromises();
  expect(document.querySelector(".el-dialog")).toBeNull();
  login = "wang";
  document.dispatchEvent(new Event("visibilitychange"));
  await eventually(() => document.querySelector(".el-dialog")?.textContent?.includes("王主任") === true);
  expect(document.querySelector(".el-dialog__headerbtn")).toBeNull();
});

test("the start leads to the first section, or to the own account where there is none; elsewhere is told of", async () => {
  app = await start({ "GET /console/v1/session": () => somebody({ acts: [] }), "GET /console/v1/account/sessions": () => [] }, "/");
  await eventually(() => app?.router.currentRoute.value.path === "/account");
  expect(app.screen.get(".nothing").text()).toContain("没有职务");
  await app.router.push("/nowhere/at/all");
  await eventually(() => app?.screen.find(".missing").exists() === true);
});

test("the list of keys opens by its key, and says what the screen's keys do", async () => {
  app = await start({ "GET /console/v1/session": () => somebody() });
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "?" }));
  await eventually(() => document.querySelector(".keys")?.textContent?.includes("看所有按键") === true);
  // Under it no key does anything.
  const open = vi.fn();
  window.addEventListener("keydown", (event) => open(event.defaultPrevented), { once: true });
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "?", cancelable: true }));
  expect(open).toHaveBeenCalledWith(false);
  // Another screen has other keys.
  await app.router.push("/nowhere/at/all");
  await eventually(() => document.querySelector(".keys") === null);
});
