/** Why something was refused or failed, as the screens show it, whoever said no: Rust in the phone, the server to the office. */
import type { FailureView } from "../generated/FailureView";
import type { SentenceView } from "../generated/SentenceView";

/** Why a call was refused or failed; what was typed stays on the screen. */
export class Failure extends Error {
  readonly sentences: SentenceView[];
  /** Whether a further attempt may help without anybody doing anything. */
  readonly ofTheLine: boolean;

  constructor(view: FailureView) {
    super(view.sentences.map((sentence) => `${sentence.en} (${sentence.code})`).join(" "));
    this.name = "Failure";
    this.sentences = view.sentences;
    this.ofTheLine = view.of_the_line;
  }

  /** The code of the first sentence. */
  get code(): string {
    return this.sentences[0]?.code ?? "client.unknown";
  }
}

/** What was thrown as a failure that can be shown; what nobody foresaw is told by its own words. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure(isFailure(thrown) ? thrown : unexpected(thrown));
}

function isFailure(thrown: unknown): thrown is FailureView {
  return typeof thrown === "object" && thrown !== null && Array.isArray((thrown as FailureView).sentences);
}

function unexpected(thrown: unknown): FailureView {
  const detail = String(thrown);
  return { sentences: [{ code: "app.unexpected", zh: detail, en: detail }], of_the_line: false };
}
