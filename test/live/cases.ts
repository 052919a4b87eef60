import { generatedCase } from "./generator.ts";
import type { LiveRequest, StagedFile, StagedFiles } from "./httpd.ts";

export interface LiveCase {
  readonly seed: number;
  /** Conditions ask for what the prediction is not told, so that it may say that something is unknown. */
  readonly hasRiddles: boolean;
  readonly files: StagedFiles;
  readonly requests: readonly LiveRequest[];
}

/** The case of a seed: the same every time. One of eight has riddles. */
export function liveCase(seed: number): LiveCase {
  const { files, requests } = generatedCase(seed);
  const plain = withoutStaleRedirects(files);
  if (seed % 8 !== 0) return { seed, hasRiddles: false, files: plain, requests };
  return {
    seed,
    hasRiddles: true,
    files: changed(plain, riddled),
    requests: requests.map((request, at) => ({ ...request, hasRiddle: at % 2 === 0 })),
  };
}

function changed(files: StagedFiles, change: (text: string) => string): StagedFiles {
  const both = Object.entries(files).map(([path, file]): [string, StagedFile] => [
    path,
    typeof file === "string" ? change(file) : file,
  ]);
  return Object.fromEntries(both);
}

function riddled(text: string): string {
  return text
    .replaceAll('"true"', `"%{HTTP:X-Riddle} == '1'"`)
    .replaceAll('"false"', `"%{HTTP:X-Riddle} == '2'"`)
    .replaceAll('"-n %{QUERY_STRING}"', `"-z %{HTTP:X-Riddle}"`)
    .replaceAll('"expr=true"', `"expr=req('X-Riddle') == '1'"`)
    .replaceAll("SetEnvIf Request_URI /b/ FLAG", "SetEnvIf X-Riddle 1 FLAG");
}

/**
 * When FallbackResource meets a redirection, httpd sends a Location from memory that it has given back already: what
 * comes, a redirection or the error 500 for a header with line ends (AH02430), is chance. So that does not happen here.
 */
function withoutStaleRedirects(files: StagedFiles): StagedFiles {
  const redirects = /^(?:Redirect|DirectoryIndexRedirect (?:on|seeother)|DirectoryIndex b$)/im;
  const isRedirecting = Object.values(files).some((file) => typeof file === "string" && redirects.test(file));
  if (!isRedirecting) return files;
  return changed(files, (text) => text.replace(/^FallbackResource .*/gim, "FallbackResource disabled"));
}
