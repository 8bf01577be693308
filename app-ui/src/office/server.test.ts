import { expect, test } from "vitest";
import { Failure } from "../shared/failure";
import { ask, whenSignedOut } from "./server";
import { refused, serverAnswers, somebody } from "./testing";

const who = () => ask((client) => client.GET("/console/v1/session"));

async function failureOf(asked: Promise<unknown>): Promise<Failure> {
  const thrown: unknown = await asked.catch((error: unknown) => error);
  if (!(thrown instanceof Failure)) throw new Error(`no failure: ${String(thrown)}`);
  return thrown;
}

test("an answer is handed on, and an empty one is nothing", async () => {
  const asked = serverAnswers({ "GET /console/v1/session": () => somebody(), "PUT /console/v1/account/password": () => undefined });
  expect((await who()).name).toBe("林办事员");
  expect(await ask((client) => client.PUT("/console/v1/account/password", { body: { old: "a", new: "b" } }))).toBeUndefined();
  expect(asked[1]).toEqual({ call: "PUT /console/v1/account/password", body: { old: "a", new: "b" }, query: {} });
});

test("a refusal is told in the server's words, with its code", async () => {
  serverAnswers({ "GET /console/v1/session": () => refused(403, "right.not_here") });
  const failure = await failureOf(who());
  expect(failure.sentences).toEqual([{ code: "right.not_here", zh: "说的是right.not_here", en: "It says right.not_here" }]);
  expect(failure.ofTheLine).toBe(false);
});

test("a line that is down, or breaks within the answer, is told in words of ours, and trying again may help", async () => {
  const broken = new ReadableStream({ start: (controller) => controller.error(new TypeError("network error")) });
  for (const answer of [() => Promise.reject(new TypeError("Failed to fetch")), () => new Response(broken)]) {
    serverAnswers({ "GET /console/v1/session": answer });
    const failure = await failureOf(who());
    expect(failure.code).toBe("server.out_of_reach");
    expect(failure.sentences[0]?.zh).toContain("写的还在这里");
    expect(failure.ofTheLine).toBe(true);
  }
});

test("what a proxy says instead of the server is no answer, and nobody claims that it was not done", async () => {
  for (const answer of [new Response("<html>Bad Gateway</html>", { status: 502 }), new Response("", { status: 408 }), new Response("<html>Login</html>")]) {
    serverAnswers({ "GET /console/v1/session": () => answer.clone() });
    const failure = await failureOf(who());
    expect(failure.code).toBe("server.unclear");
    expect(failure.sentences[0]?.en).toContain(String(answer.status));
  }
});

test("a session that is over is begun anew, and the call made once more", async () => {
  let signedIn = false;
  const asked = serverAnswers({ "GET /console/v1/session": () => (signedIn ? somebody() : refused(401, "session.none")) });
  let signIns = 0;
  whenSignedOut(async () => {
    signIns += 1;
    signedIn = true;
    return true;
  });
  expect((await who()).login).toBe("lin");
  expect([signIns, asked.length]).toEqual([1, 2]);
});

test("it is made no third time, and not at all where nobody signs in", async () => {
  const asked = serverAnswers({ "GET /console/v1/session": () => refused(401, "session.none") });
  whenSignedOut(() => Promise.resolve(true));
  expect((await failureOf(who())).code).toBe("session.none");
  expect(asked.length).toBe(2);
  whenSignedOut(() => Promise.resolve(false));
  expect((await failureOf(who())).code).toBe("session.none");
  expect(asked.length).toBe(3);
});

test("another 401 is no session that is over", async () => {
  serverAnswers({ "GET /console/v1/session": () => refused(401, "sign_in.wrong") });
  whenSignedOut(() => Promise.reject(new Error("nobody asked to sign in")));
  expect((await failureOf(who())).code).toBe("sign_in.wrong");
});
