/** Failures that the console tells by itself, where no server's sentence came. */
import { Failure } from "../../shared/failure";
import { speaker, type Speaker } from "../i18n";

/** A failure with this code; `say` is asked for each language. */
export function told(code: string, again: boolean, say: (t: Speaker) => string): Failure {
  return new Failure({ sentences: [{ code, zh: say(speaker("zh-CN")), en: say(speaker("en")) }], of_the_line: again });
}
