import { type ConfigHost, isFailure } from "@httpd-lint/config";

/**
 * A host for one run of a command, which sees every file as it was when it first read it: what kind of server there is,
 * whether its main file is text and what stands in it is then told from the same text, and reading costs once.
 */
export function readOnce(host: ConfigHost): ConfigHost {
  const texts = new Map<string, string>();
  return {
    ...host,
    readFile(path) {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const text = host.readFile(path);
      if (!isFailure(text)) texts.set(path, text);
      return text;
    },
  };
}
