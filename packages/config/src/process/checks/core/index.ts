import type { ModuleChecks } from "../../types.ts";
import {
  directorySection,
  filesSection,
  ifSection,
  limitSection,
  locationSection,
  virtualHostSection,
} from "./sections.ts";

/** Handlers of server/core.c. */
export function coreChecks(): ModuleChecks {
  return {
    sections: {
      "<directory": directorySection,
      "<directorymatch": directorySection,
      "<location": locationSection,
      "<locationmatch": locationSection,
      "<files": filesSection,
      "<filesmatch": filesSection,
      "<if": ifSection,
      "<elseif": ifSection,
      "<else": ifSection,
      "<limit": limitSection,
      "<limitexcept": limitSection,
      "<virtualhost": virtualHostSection,
    },
  };
}
