/** Examples that follow from a form, for detectors that are written with `forms.ts`. */
import type { Examples } from './example.ts';

/**
 * Of a detector of tokens. `form` has placeholders; `others` are near misses of it: another length, another prefix.
 * Added are a token inside a longer word and one that is a placeholder for people.
 */
export function tokenExamples(detector: string, form: string, others: readonly string[]): Examples {
  return {
    detector,
    matches: [
      `TOKEN=${form}`,
      `{"credential": "${form}", "region": "eu"}`,
      `curl -H 'Authorization: Bearer ${form}' https://api.example.com/v1/items`,
    ],
    misses: [...others.map((other) => `TOKEN=${other}`), `TOKEN=x${form}`, `TOKEN=${toPlaceholder(form)}`],
  };
}

/** Of a detector of values beside a name. `name` is as in an environment: `DD_API_KEY`. */
export function assignmentExamples(detector: string, name: string, form: string): Examples {
  return {
    detector,
    matches: [
      `export ${name}=${form}`,
      `{"${name.toLowerCase()}": "${form}"}`,
      `- name: ${name}\n              value: '${form}'`,
      `client = connect(os.environ.get("${name}", "${form}"))`,
    ],
    misses: [
      `export ${name}=${form}{alnum:12}`,
      `export ${name}=${toPlaceholder(form)}`,
      `export ${name}_FILE=/run/secrets/${form}`,
      `export NO${name}=${form}`,
    ],
  };
}

function toPlaceholder(form: string): string {
  return form
    .replaceAll('{uuid}', '00000000-0000-0000-0000-000000000000')
    .replace(/\{[A-Za-z0-9]+:([0-9]+)\}/g, (_, length: string) => 'x'.repeat(Number(length)));
}
