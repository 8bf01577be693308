//! What can be typed, told in the language of the locale. Each text of a command or an argument is declared in both languages: the
//! first paragraph of its doc comment is Chinese, the second English. What clap says by itself is English, and is put into Chinese here.

use std::io::Write;
use std::process::ExitCode;

use clap::builder::{Resettable, StyledStr};
use clap::error::{ContextKind, ErrorKind};
use clap::{Command, Error, Parser};
use cunji_domain::division::InvalidDivisionCode;

use super::args::Misread;
use crate::language::Language;

/// What was typed; else what is told of it was told, and the program ends with this code.
pub fn read<Typed: Parser>(language: Language) -> Result<Typed, ExitCode> {
    let chinese = language.pick(true, false);
    let typed = spoken(Typed::command(), chinese).try_get_matches();
    typed.and_then(|matches| Typed::from_arg_matches(&matches)).map_err(|error| told(&error, chinese))
}

fn told(error: &Error, chinese: bool) -> ExitCode {
    let code = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    let text = match error.kind() {
        _ if !chinese => None,
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Some(in_chinese(&error.render().to_string()))
        }
        ErrorKind::DisplayVersion => None,
        _ => Some(misuse(error)),
    };
    match text {
        // Nobody is left to be told that nobody listens.
        None => _ = error.print(),
        Some(text) if error.use_stderr() => eprintln!("{}", text.trim_end()),
        Some(text) => _ = writeln!(std::io::stdout(), "{}", text.trim_end()),
    }
    code
}

/// A command with everything below it in one language.
fn spoken(command: Command, chinese: bool) -> Command {
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

fn in_chinese(said: &str) -> String {
    CLAP_SAYS.iter().fold(said.to_owned(), |text, (english, chinese)| text.replace(english, chinese))
}

/// What is wrong with what was typed, in Chinese, how it is typed, and where to read on.
fn misuse(error: &Error) -> String {
    let said = |kind| error.get(kind).map(ToString::to_string).filter(|said: &String| !said.is_empty());
    let argument = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let wrong = match (error.kind(), argument, value) {
        (ErrorKind::UnknownArgument, Some(argument), _) => format!("没有「{argument}」这个参数。"),
        (ErrorKind::InvalidSubcommand, ..) => {
            format!("没有「{}」这个命令。", said(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        (ErrorKind::MissingSubcommand, ..) => "还差一个命令。".to_owned(),
        (ErrorKind::MissingRequiredArgument, Some(argument), _) => format!("还差:{argument}。"),
        (ErrorKind::InvalidValue, Some(argument), None) => format!("{argument} 后面还要写内容。"),
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Some(argument), Some(value)) => {
            format!("「{value}」不能用在 {argument}。{}", as_it_is_typed(error))
        }
        (ErrorKind::ArgumentConflict, Some(argument), _) => match said(ContextKind::PriorArg) {
            Some(prior) if prior != argument => format!("{argument} 不能和 {prior} 一起用。"),
            _ => format!("{argument} 只能写一次。"),
        },
        _ => "这样写不对。".to_owned(),
    };
    let valid = said(ContextKind::ValidValue).map(|values| format!("可以写:{values}。"));
    let valid = valid.or_else(|| said(ContextKind::ValidSubcommand).map(|commands| format!("可以写:{commands}。")));
    let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let suggested = suggested.into_iter().find_map(said).map(|close| format!("是不是「{close}」?"));
    let usage = said(ContextKind::Usage).map(|usage| format!("\n\n{}", in_chinese(&usage)));
    let parts = [Some(wrong), valid, suggested, usage, Some("\n\n每样怎么写,加 --help 看。".to_owned())];
    parts.into_iter().flatten().collect()
}

/// How a value is typed that was typed otherwise, in Chinese; nothing where nobody knows.
fn as_it_is_typed(error: &Error) -> String {
    let Some(source) = std::error::Error::source(error) else { return String::new() };
    if let Some(misread) = source.downcast_ref::<Misread>() {
        return misread.zh.clone();
    }
    if source.is::<chrono::ParseError>() {
        return "日子写成 2017-09-01。".to_owned();
    }
    if source.is::<InvalidDivisionCode>() {
        return "村写 12 位区划代码,用 cunji whoami 看。".to_owned();
    }
    if source.is::<std::num::ParseIntError>() || source.is::<std::num::ParseFloatError>() {
        return "这里写数字。".to_owned();
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Cli;

    fn is_chinese(text: &str) -> bool {
        text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
    }

    /// Everything that is declared with one language only, by its place.
    fn half_said(command: &Command, place: &str) -> Vec<String> {
        let place = format!("{place} {}", command.get_name());
        let whole = |text: Option<&StyledStr>| {
            let text = text.map(ToString::to_string).unwrap_or_default();
            text.split_once("\n\n").is_some_and(|(zh, en)| is_chinese(zh) && !is_chinese(en) && !en.contains("\n\n"))
        };
        let mut half = Vec::new();
        if !whole(command.get_long_about()) {
            half.push(place.clone());
        }
        let args = command.get_arguments().filter(|arg| !whole(arg.get_long_help()));
        half.extend(args.map(|arg| format!("{place} {}", arg.get_id())));
        half.extend(command.get_subcommands().flat_map(|below| half_said(below, &place)));
        half
    }

    #[test]
    fn every_command_and_argument_is_told_in_both_languages() {
        Cli::command().debug_assert();
        assert_eq!(half_said(&Cli::command(), ""), Vec::<String>::new());
    }

    fn help(words: &[&str], chinese: bool) -> String {
        let error = spoken(Cli::command(), chinese).try_get_matches_from(words).unwrap_err();
        let text = error.render().to_string();
        if chinese { in_chinese(&text) } else { text }
    }

    /// Every command's words up to its help.
    fn helps(command: &Command, before: &[&str]) -> Vec<Vec<String>> {
        let words: Vec<&str> = before.iter().copied().chain([command.get_name()]).collect();
        let own = words.iter().copied().chain(["--help"]).map(str::to_owned).collect();
        let below = command.get_subcommands().flat_map(|below| helps(below, &words));
        std::iter::once(own).chain(below).collect()
    }

    #[test]
    fn each_help_is_in_one_language() {
        for words in helps(&Cli::command(), &[]) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let english = help(&words, false);
            // The program's name is both.
            assert!(!is_chinese(&english), "{english}");
            let chinese = help(&words, true);
            assert!(chinese.contains("用法:cunji") && chinese.contains("选项:\n"), "{chinese}");
            for word in ["Usage", "Options", "Commands", "Arguments", "default:", "env:", "possible values", "Print"] {
                assert!(!chinese.contains(word), "{word}: {chinese}");
            }
        }
    }

    fn misused(words: &[&str]) -> String {
        misuse(&spoken(Cli::command(), true).try_get_matches_from(words).unwrap_err())
    }

    #[test]
    fn a_misuse_says_what_is_wrong_and_how_it_is_typed() {
        let told = misused(&["cunji", "dairy"]);
        assert!(told.starts_with("没有「dairy」这个命令。是不是「diary」?"), "{told}");
        let told = misused(&["cunji", "diary", "confirm", "--date", "2017-09-01"]);
        assert!(told.starts_with("还差:--cadre <CADRE>。") && told.contains("用法:cunji diary confirm"), "{told}");
        let told = misused(&["cunji", "diary", "write", "--stay", "nosuch"]);
        assert!(told.starts_with("「nosuch」不能用在 --stay <STAY>。可以写:village 村里、town 镇上"), "{told}");
        let told = misused(&["cunji", "diary", "write", "--date", "九月一日"]);
        assert!(told.starts_with("「九月一日」不能用在 --date <DATE>。日子写成 2017-09-01。"), "{told}");
        let told = misused(&["cunji", "month", "acknowledge", "八月"]);
        assert!(told.starts_with("「八月」不能用在 <MONTH>。月份写成 2017-09。"), "{told}");
        let told = misused(&["cunji", "visit", "list", "--form", "2017-09-01"]);
        assert!(told.starts_with("没有「--form」这个参数。") && told.ends_with("加 --help 看。"), "{told}");
        let told = misused(&["cunji", "--home", "phone"]);
        assert!(told.starts_with("还差一个命令。") && !told.contains("error"), "{told}");
    }
}
