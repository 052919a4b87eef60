import { expect, test } from "vitest";
import { createMemoryHost } from "../memory-host.ts";
import { type DetectedServer, detectProfile, serverAt } from "./detect.ts";
import { readEnvvars } from "./envvars.ts";

function detected(files: Readonly<Record<string, string>>, path: string): DetectedServer {
  const result = detectProfile(createMemoryHost(files), path);
  if ("failure" in result) throw new Error(result.failure);
  return result;
}

const debian = {
  "/etc/apache2/apache2.conf": "IncludeOptional sites-enabled/*.conf\n",
  "/etc/apache2/mods-enabled/mpm_event.load": "",
  "/etc/apache2/envvars": "export APACHE_LOG_DIR=/var/log/apache2$SUFFIX\n",
  "/etc/apache2/sites-available/app.conf": "",
};

test("Debian's tree in its place needs no relocation, and envvars gives the environment", () => {
  const { profile, mainFile, root } = detected(debian, "/etc/apache2");
  expect(profile).toMatchObject({
    name: "debian",
    serverRoot: "/etc/apache2",
    environment: { APACHE_LOG_DIR: "/var/log/apache2" },
    relocations: [],
  });
  expect(profile.compiledIn).toContain("mod_version.c");
  expect([mainFile, root]).toEqual(["/etc/apache2/apache2.conf", "/etc/apache2"]);
});

test("a copy of Debian's tree reads /etc/apache2 where it lies", () => {
  const files = Object.fromEntries(
    Object.entries(debian).map(([path, text]) => [`/repo/server${path.slice(4)}`, text]),
  );
  expect(detected(files, "/repo/server/apache2/").profile).toMatchObject({
    serverRoot: "/repo/server/apache2",
    relocations: [{ from: "/etc/apache2", to: "/repo/server/apache2" }],
  });
});

test("a site file leads to the server above it", () => {
  expect(detected(debian, "/etc/apache2/sites-available/app.conf").mainFile).toBe("/etc/apache2/apache2.conf");
  expect(serverAt(createMemoryHost(debian), "/etc/apache2/sites-available")).toHaveProperty("failure");
});

test("conf/httpd.conf with conf.modules.d is RHEL's", () => {
  const files = {
    "/repo/httpd/conf/httpd.conf":
      'ServerRoot "/etc/httpd"\nInclude conf.modules.d/*.conf\nIncludeOptional conf.d/*.conf\n',
    "/repo/httpd/conf.modules.d/00-mpm.conf": "",
  };
  const { profile, root } = detected(files, "/repo/httpd/conf");
  expect(root).toBe("/repo/httpd");
  expect(profile).toMatchObject({ name: "rhel", relocations: [{ from: "/etc/httpd", to: "/repo/httpd" }] });
  expect(profile.compiledIn).toEqual(["core.c", "mod_so.c", "http_core.c"]);
});

test("/etc/httpd without conf.modules.d is Arch Linux's", () => {
  const files = {
    "/etc/httpd/conf/httpd.conf": 'ServerRoot "/etc/httpd"\nLoadModule mpm_event_module modules/mod_mpm_event.so\n',
    "/etc/httpd/conf/extra/httpd-ssl.conf": "",
  };
  expect(detected(files, "/etc/httpd").profile).toMatchObject({ name: "arch", relocations: [] });
});

test("FreeBSD's and macOS' ServerRoot holds much more than httpd and stays where it is", () => {
  const freebsd = {
    "/repo/apache24/httpd.conf":
      'ServerRoot "/usr/local"\nLoadModule dir_module libexec/apache24/mod_dir.so\nInclude etc/apache24/extra/a.conf\n',
    "/repo/apache24/extra/a.conf": "",
  };
  expect(detected(freebsd, "/repo/apache24").profile).toMatchObject({
    name: "freebsd",
    serverRoot: "/usr/local",
    relocations: [{ from: "/usr/local/etc/apache24", to: "/repo/apache24" }],
  });
  const macos = {
    "/repo/apache2/httpd.conf":
      'ServerRoot "/usr"\nLoadModule dir_module libexec/apache2/mod_dir.so\nInclude /private/etc/apache2/other/*.conf\n',
    "/repo/apache2/other/a.conf": "",
  };
  expect(detected(macos, "/repo/apache2").profile).toMatchObject({
    name: "macos",
    serverRoot: "/usr",
    relocations: [{ from: "/private/etc/apache2", to: "/repo/apache2" }],
  });
});

test("the official image loads its MPM, a build from source has one linked in", () => {
  const image = {
    "/repo/httpd.conf":
      'ServerRoot "/usr/local/apache2"\nLoadModule mpm_event_module modules/mod_mpm_event.so\nInclude conf/extra/a.conf\n',
    "/repo/extra/a.conf": "",
  };
  const { profile } = detected(image, "/repo");
  expect(profile).toMatchObject({
    name: "container",
    environment: { HTTPD_PREFIX: "/usr/local/apache2" },
    relocations: [
      { from: "/usr/local/apache2/conf", to: "/repo" },
      { from: "/usr/local/apache2", to: "/repo" },
    ],
  });
  const built = { "/usr/local/apache2/conf/httpd.conf": 'ServerRoot "/usr/local/apache2"\nListen 80\n' };
  expect(detected(built, "/usr/local/apache2").profile).toMatchObject({ name: "source", relocations: [] });
  expect(detected(built, "/usr/local/apache2").profile.compiledIn).toContain("event.c");
});

test("ServerRoot may be given through a Define", () => {
  const files = { "/repo/conf/httpd.conf": 'Define SRVROOT "/opt/httpd"\nServerRoot "${SRVROOT}"\n' };
  expect(detected(files, "/repo").profile.relocations).toEqual([{ from: "/opt/httpd", to: "/repo" }]);
  const windows = { "/repo/conf/httpd.conf": 'Define SRVROOT "c:/Apache24"\nServerRoot "${SRVROOT}"\n' };
  const { profile } = detected(windows, "/repo");
  expect(profile.name).toBe("windows");
  expect(profile.relocations).toContainEqual({ from: "/repo/c:/Apache24", to: "/repo" });
});

test("a folder without a server says what was looked for", () => {
  const host = createMemoryHost({ "/srv/www/index.html": "" });
  expect(detectProfile(host, "/srv/www")).toEqual({
    failure: "No server found: neither apache2.conf nor httpd.conf lies in /srv/www or above it",
  });
  expect(detectProfile(host, "/nowhere")).toEqual({ failure: "Cannot read /nowhere: No such file or directory" });
});

test("envvars is read, never run: what needs a program stays unset", () => {
  const text = `
unset HOME
if [ "\${APACHE_CONFDIR##/etc/apache2-}" != "\${APACHE_CONFDIR}" ] ; then
	SUFFIX="-\${APACHE_CONFDIR##/etc/apache2-}"
else
	SUFFIX=
fi
export APACHE_RUN_USER=www-data # who
: \${APACHE_RUN_GROUP:=www-data}
export APACHE_RUN_GROUP
export APACHE_PID_FILE=/var/run/apache2$SUFFIX/apache2.pid A='single $SUFFIX' B="b \\"\${APACHE_RUN_USER}\\""
export HOST=$(touch /tmp/marker; hostname) TICKS=\`touch /tmp/marker\`
LANG=C; export LANG
local=1
case "$1" in
  start) export LATE=1 ;;
esac
#export COMMENTED=1
if [ -z "$FALLBACK" ]; then export FALLBACK="\${NOTHING:-there}"; fi
`;
  expect(readEnvvars(text, { APACHE_CONFDIR: "/etc/apache2", HOME: "/root" })).toEqual({
    APACHE_RUN_USER: "www-data",
    APACHE_RUN_GROUP: "www-data",
    APACHE_PID_FILE: "/var/run/apache2/apache2.pid",
    A: "single $SUFFIX",
    B: 'b "www-data"',
    LANG: "C",
    FALLBACK: "there",
  });
});

test("a second Debian instance has its suffix", () => {
  const text =
    'if [ "${APACHE_CONFDIR##/etc/apache2-}" != "${APACHE_CONFDIR}" ] ; then\nSUFFIX="-${APACHE_CONFDIR##/etc/apache2-}"\nfi\nexport D=/run/apache2$SUFFIX\n';
  expect(readEnvvars(text, { APACHE_CONFDIR: "/etc/apache2-b" })).toEqual({ D: "/run/apache2-b" });
});
