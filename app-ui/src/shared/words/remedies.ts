/** What a person can do beside a sentence, by its code. The program gives it; wherever the sentence is told, it is offered. */
import type { Component, InjectionKey } from "vue";

export type Remedies = Readonly<Record<string, Component>>;

export const remedies: InjectionKey<Remedies> = Symbol("remedies");
