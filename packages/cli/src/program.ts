import { type ConfigHost, distributions } from "@httpd-lint/config";
import { ruleProfiles } from "@httpd-lint/lint";
import { Argument, Command, CommanderError, Option } from "commander";
import { type CheckOptions, check } from "./check.ts";
import { type ConfigtestOptions, configtest } from "./configtest.ts";
import { type DirectivesOptions, directives } from "./directives.ts";
import { type DumpKind, type DumpOptions, dump, dumpKinds } from "./dump.ts";
import { type ExplainOptions, explain } from "./explain/explain.ts";
import { type LspOptions, lsp } from "./lsp.ts";
import { readOnce } from "./read-once.ts";
import { type ExitCode, type Terminal, UsageError } from "./terminal.ts";

export const version = "0.1.0";

const EXAMPLES = `
Examples:
  httpd-lint /etc/apache2                check a whole server
  httpd-lint sites-available/shop.conf   check one file as part of its server
  httpd-lint public/.htaccess            check a .htaccess
  httpd-lint -d /srv/httpd -D SSL        a server root, with a name as given to httpd -D
  httpd-lint configtest /etc/httpd       what httpd -t would say
  httpd-lint dump config /etc/apache2    the directives httpd ends up with
  httpd-lint directives SessionMaxAge    what a directive does
  httpd-lint explain SES041              what a rule is about
  httpd-lint explain sites/shop.conf:12  what a line does, and what overrides it
  httpd-lint lsp                         the language server, for editors
  httpd-lint explain --url https://shop.example.com/app /etc/apache2
                                         session, cookie and settings of a request

Exit status: 0 clean, 1 findings, 2 wrong use or unreadable input, 3 internal error.
No httpd is needed and nothing of the configuration is ever run.`;

/** Runs the command line and gives its exit status; never throws for what a user can do wrong. */
export async function runProgram(host: ConfigHost, terminal: Terminal, args: readonly string[]): Promise<ExitCode> {
  const result: { status: ExitCode } = { status: 0 };
  const done = (status: ExitCode): void => {
    result.status = status;
  };
  const program = createProgram(commandsFor(args), { host: readOnce(host), terminal, done });
  try {
    await program.parseAsync([...args], { from: "user" });
    return result.status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      terminal.err(`httpd-lint: ${error.message}\n`);
      return 2;
    }
    terminal.err(`${internalError(error, terminal)}\n`);
    return 3;
  }
}

function internalError(error: unknown, terminal: Terminal): string {
  const text = error instanceof Error ? error.message : String(error);
  const stack = terminal.environment.HTTPD_LINT_DEBUG === "1" && error instanceof Error ? `\n${error.stack}` : "";
  return `httpd-lint: internal error: ${text.split("\n")[0]} - please report it (HTTPD_LINT_DEBUG=1 shows where)${stack}`;
}

/** What the commands work with. */
interface Context {
  readonly host: ConfigHost;
  readonly terminal: Terminal;
  readonly done: (status: ExitCode) => void;
}

type AddCommand = (program: Command, context: Context) => void;

const COMMANDS: ReadonlyMap<string, AddCommand> = new Map([
  ["check", addCheck],
  ["configtest", addConfigtest],
  ["dump", addDump],
  ["lsp", addLsp],
  ["explain", addExplain],
  ["directives", addDirectives],
]);

/** Made are only those that this run may come to: the one that is named, all for help, else the default one. */
function commandsFor([first = ""]: readonly string[]): Iterable<AddCommand> {
  const named = COMMANDS.get(first);
  if (named !== undefined) return [named];
  return first === "help" || first.startsWith("-") ? COMMANDS.values() : [addCheck];
}

function createProgram(commands: Iterable<AddCommand>, context: Context): Command {
  const { terminal } = context;
  const program = new Command("httpd-lint")
    .description("Understand and check an Apache httpd configuration without running httpd.")
    .version(version, "-v, --version")
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: (text, write) => write(text.replace(/^error: /, "httpd-lint: ")),
    })
    .showHelpAfterError("(httpd-lint --help shows how it is used)")
    .addHelpText("after", EXAMPLES)
    .exitOverride();
  for (const add of commands) add(program, context);
  return program;
}

function addCheck(program: Command, { host, terminal, done }: Context): void {
  serverOptions(program.command("check", { isDefault: true }))
    .description("report what httpd refuses and what is unsafe (the default command)")
    .argument(
      "[path...]",
      "server root, main file, site file, .htaccess, folder to search, or - (default: this folder)",
    )
    .addOption(new Option("--rules <set>", "set of rules").choices(ruleProfiles.map(({ name }) => name)))
    .option("--fix", "write the fixes that are certain into the files, and report what is left")
    .option("--unsafe-fixes", "with fixes that may change what a correct server does; implies --fix")
    .option("--diff", "show what --fix would change, and write nothing; status 1 when there is anything")
    .option("--alone", "look at each file by itself, without the server it belongs to")
    .option("--stdin-filename <file>", "the file that standard input (-) stands for")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .addHelpText("after", EXAMPLES)
    .action(async (paths: string[], options: CheckOptions) => done(await check(host, terminal, paths, options)));
}

function addConfigtest(program: Command, { host, terminal, done }: Context): void {
  serverOptions(program.command("configtest"))
    .description("answer what httpd -t answers: verdict, place and message")
    .argument("[path]", "server root or main file (default: this folder)")
    .option("--htaccess <file>", "test a .htaccess in that server, with the modules that it or -C loads")
    .option("--allow-override <list>", "what AllowOverride grants the .htaccess (default: what the server says)")
    .action(async (path: string | undefined, options: ConfigtestOptions) =>
      done(await configtest(host, terminal, path, options)),
    );
}

function addDump(program: Command, { host, terminal, done }: Context): void {
  serverOptions(program.command("dump"))
    .description("show what httpd has after reading, with secrets masked")
    .addArgument(new Argument("<what>", "what to show").choices(dumpKinds))
    .argument("[path]", "server root or main file (default: this folder)")
    .action(async (kind: DumpKind, path: string | undefined, options: DumpOptions) =>
      done(await dump(host, terminal, kind, path, options)),
    );
}

function addDirectives(program: Command, { host, terminal, done }: Context): void {
  program
    .command("directives")
    .description("look up directives: what they do, how they are written, where they are allowed")
    .argument("[name]", "a directive or section; all when absent")
    .option("--config <file>", "settings file with catalogues (default: the nearest .httpd-lint.json)")
    .option("--module <name>", "only those of one module, e.g. session or session_module")
    .addOption(new Option("--format <format>", "output").choices(["text", "json"]).default("text"))
    .action(async (name: string | undefined, options: DirectivesOptions) =>
      done(await directives(host, terminal, name, options)),
    );
}

/** The words are those that language clients append to a server's command by themselves. */
function addLsp(program: Command): void {
  program
    .command("lsp")
    .description("serve an editor: the language server protocol on standard input and output")
    .option("--stdio", "standard input and output (the default)")
    .option("--node-ipc", "the channel that Node's fork() opens")
    .option("--socket <port>", "a port of this machine on which the editor listens")
    .option("--pipe <name>", "a named pipe or socket file on which the editor listens")
    .addOption(new Option("--clientProcessId <id>").hideHelp())
    .action(async (options: LspOptions) => {
      await lsp(options);
      // The server ends the process itself.
      await new Promise<never>(() => undefined);
    });
}

function addExplain(program: Command, { host, terminal, done }: Context): void {
  serverOptions(program.command("explain"))
    .description("explain a rule, a line of a configuration, or what holds for a URL")
    .argument("[what]", "RULE or number, FILE:LINE, or with --url the server root or main file (default: this folder)")
    .option("--url <url>", "effective session settings and cookie of a request, e.g. https://shop.example.com/app")
    .option("--vhost <addr:port>", "the connection it comes by, e.g. *:8443 behind a load balancer")
    .addOption(new Option("--rules <set>", "set of rules for findings").choices(ruleProfiles.map(({ name }) => name)))
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .action(async (what: string | undefined, options: ExplainOptions) =>
      done(await explain(host, terminal, what, options)),
    );
}

/** httpd's own letters, and what every command takes. */
function serverOptions(command: Command): Command {
  const more = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];
  return command
    .option("-d <root>", "ServerRoot, as for httpd")
    .option("-f <file>", "main file, as for httpd; relative to -d")
    .option("-D <name>", "define a name for <IfDefine>; may be repeated", more)
    .option("-C <directive>", "process a directive before the main file; may be repeated", more)
    .option("-c <directive>", "process a directive after the main file; may be repeated", more)
    .addOption(
      new Option("--profile <kind>", "kind of server, when it is not found out by itself").choices(
        Object.keys(distributions),
      ),
    )
    .option("--config <file>", "settings file (default: the nearest .httpd-lint.json)")
    .option("--host", "take files, users and the environment of this machine into account")
    .addOption(new Option("--format <format>", "output").choices(["text", "json"]).default("text"));
}
