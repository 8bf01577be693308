/** The one place that calls the server. Calls and their types are written from Rust (`npm run api`). */
import createClient from "openapi-fetch";
import { Failure } from "../shared/failure";
import type { components, paths } from "./generated/calls";
import { told } from "./line/told";

/** Views and what is typed, by their names in Rust. */
export type Schemas = components["schemas"];

/** What the server said, as openapi-fetch gives it. */
interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

const client = createClient<paths>({ baseUrl: location.origin, fetch: carried });

type Client = typeof client;

/** A call: `(client) => client.GET("/console/v1/session")`. It may be made twice, so it holds what is sent, not what is on the screen later. */
export type Call<T> = (client: Client) => Promise<Answered<T>>;

/** The server's code for a session that is over. */
const SIGNED_OUT = "session.none";

let signInAgain: () => Promise<boolean> = () => Promise.resolve(false);

/** Says how somebody signs in anew over what they were doing; true once they have. */
export function whenSignedOut(how: () => Promise<boolean>): void {
  signInAgain = how;
}

/** Asks the server. A session that is over is begun anew, and the call made once more; whatever else is no success is thrown as a `Failure`. */
export async function ask<T>(call: Call<T>): Promise<T> {
  try {
    return await askAsOneIs(call);
  } catch (thrown) {
    if (!(thrown instanceof Failure && thrown.code === SIGNED_OUT) || !(await signInAgain())) throw thrown;
    return await askAsOneIs(call);
  }
}

/** Asks whether or not anybody is signed in: that nobody is, is then an answer like others. */
export async function askAsOneIs<T>(call: Call<T>): Promise<T> {
  const { data, error, response } = await readable(call);
  if (response.ok) return data as T;
  throw isRefusal(error) ? failureOf(error) : unclear(response.status);
}

/** Whether nobody is signed in is why it failed. */
export function isSignedOut(failure: Failure): boolean {
  return failure.code === SIGNED_OUT;
}

async function readable<T>(call: Call<T>): Promise<Answered<T>> {
  try {
    return await call(client);
  } catch (thrown) {
    // A page of some proxy's where an answer should be.
    if (thrown instanceof SyntaxError) throw unclear(200);
    throw thrown;
  }
}

/** The answer with all of its body: a line that breaks in the midst of it is a line that broke. */
async function carried(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    return response.status === 204 ? response : new Response(await response.text(), response);
  } catch {
    throw told("server.out_of_reach", true, (t) => t("line.out_of_reach"));
  }
}

function isRefusal(error: unknown): error is Schemas["Refusal"] {
  return typeof error === "object" && error !== null && typeof (error as Schemas["Refusal"]).code === "string";
}

function failureOf({ code, zh, en, again }: Schemas["Refusal"]): Failure {
  return new Failure({ sentences: [{ code, zh, en }], of_the_line: again });
}

function unclear(status: number): Failure {
  return told("server.unclear", true, (t) => t("line.unclear", { status }));
}
