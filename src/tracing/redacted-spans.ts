/**
 * Takes secrets out of spans on their way to an exporter. Ours hold no content; those of tools and of other libraries may
 * quote an error's message or a URL.
 */
import type { Redactor } from '../common/redactor';

/** What an exporter of OpenTelemetry's SDK does, of either major version. */
interface Exporter {
  export(spans: never[], done: never): void;
  shutdown(): Promise<void>;
  forceFlush?(): Promise<void>;
}

/** The parts of a finished span that its maker can write words into. */
interface Written {
  readonly name: string;
  readonly attributes: object;
  readonly events: readonly object[];
  readonly links: readonly { readonly attributes?: object }[];
  readonly status: object;
}

/** Wraps an exporter. It gets copies of spans whose names, attributes, events, links and status hold no secret. */
export function redactedSpans<E extends Exporter>(exporter: E, redactor: Redactor): Pick<E, keyof Exporter> {
  return {
    export: (spans, done) => exporter.export(spans.map((span) => clean(span, redactor)) as never[], done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** The span itself may still be read by others. */
function clean(span: Written, { redact, redactText }: Redactor): Written {
  const links = span.links.map((link) => ({
    ...link,
    ...(link.attributes && { attributes: redact(link.attributes) }),
  }));
  const told: Written = {
    ...{ name: redactText(span.name), attributes: redact(span.attributes), status: redact(span.status) },
    ...{ events: redact(span.events), links },
  };
  return Object.create(span, Object.getOwnPropertyDescriptors(told)) as Written; // with the methods of its class
}
