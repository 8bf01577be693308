//! What can be typed, told in the language of the locale. Each text of a command or an argument is declared in both languages: the
//! first paragraph of its doc comment is Chinese, the second English. What clap says by itself is English, and is put into Chinese here.

use std::io::Write;
use std::process::ExitCode;

use clap::builder::{Resettable, StyledStr};
use clap::error::ErrorKind;
use clap::{Command, Error, Parser};

use crate::misuse::{OwnValues, misuse};

/// What was typed; else what is told of it was told, and the program ends with this code. How the program's `own` kinds of value are
/// typed it says itself.
///
/// # Errors
/// A help was asked for, or what was typed is not what can be.
pub fn read<Typed: Parser>(chinese: bool, own: OwnValues) -> Result<Typed, ExitCode> {
    let typed = spoken(Typed::command(), chinese).try_get_matches();
    typed.and_then(|matches| Typed::from_arg_matches(&matches)).map_err(|error| told(&error, chinese, own))
}

fn told(error: &Error, chinese: bool, own: OwnValues) -> ExitCode {
    let code = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    let text = match error.kind() {
        _ if !chinese => None,
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Some(in_chinese(&error.render().to_string()))
        }
        ErrorKind::DisplayVersion => None,
        _ => Some(misuse(error, own)),
    };
    match text {
        // Nobody is left to be told that nobody listens.
        None => _ = error.print(),
        Some(text) if error.use_stderr() => _ = writeln!(std::io::stderr(), "{}", text.trim_end()),
        Some(text) => _ = writeln!(std::io::stdout(), "{}", text.trim_end()),
    }
    code
}

/// A command with everything below it in one language.
pub(crate) fn spoken(command: Command, chinese: bool) -> Command {
    let about = command.get_long_about().or(command.get_about()).map(|text| paragraph(text, chinese));
    let command = match about {
        Some(about) => command.about(about).long_about(Resettable::Reset),
        None => command,
    };
    let command = command.mut_args(|arg| {
        let help = arg.get_long_help().or(arg.get_help()).map(|text| paragraph(text, chinese));
        match help {
            Some(help) => arg.help(help).long_help(Resettable::Reset),
            None => arg,
        }
    });
    command.mut_subcommands(|below| spoken(below, chinese))
}

/// The paragraph of a language; no full stop ends a line of help.
fn paragraph(text: &StyledStr, chinese: bool) -> String {
    let text = text.to_string();
    let (zh, en) = text.split_once("\n\n").unwrap_or((&text, &text));
    let said = if chinese { zh } else { en };
    said.trim().trim_end_matches(['.', '。']).to_owned()
}

/// What clap says by itself in a help, and the same in Chinese. The longer comes before what is a part of it.
const CLAP_SAYS: &[(&str, &str)] = &[
    ("Print this message or the help of the given subcommand(s)", "显示这一页,或某个命令的说明"),
    ("Print help (see more with '--help')", "显示说明"),
    ("Print help (see a summary with '-h')", "显示说明"),
    ("Print help", "显示说明"),
    ("Print version", "显示版本"),
    ("Usage: ", "用法:"),
    ("Commands:\n", "命令:\n"),
    ("Arguments:\n", "参数:\n"),
    ("Options:\n", "选项:\n"),
    ("[OPTIONS]", "[选项]"),
    ("<COMMAND>", "<命令>"),
    ("[COMMAND]", "[命令]"),
    ("[default: ", "[不写就是:"),
    ("[env: ", "[环境变量:"),
    ("[possible values: ", "[可以写:"),
];

pub(crate) fn in_chinese(said: &str) -> String {
    CLAP_SAYS.iter().fold(said.to_owned(), |text, (english, chinese)| text.replace(english, chinese))
}
