//! A command line held against its two languages, for the test of who declares it.

use clap::Command;
use clap::builder::StyledStr;

use crate::help::{in_chinese, spoken};

/// What clap says by itself in a help, of which nothing is left in a Chinese one.
const ENGLISH: [&str; 8] =
    ["Usage", "Options", "Commands", "Arguments", "default:", "env:", "possible values", "Print"];

/// Everything that is declared in one language only, and every help that is not in one alone, a sentence each.
pub fn faults(command: &Command) -> Vec<String> {
    let mut faults = half_said(command, "");
    faults.extend(helps(command, &[]).iter().flat_map(|words| mixed(command, words)));
    faults
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

fn half_said(command: &Command, place: &str) -> Vec<String> {
    let place = format!("{place} {}", command.get_name());
    let whole = |text: Option<&StyledStr>| {
        let text = text.map(ToString::to_string).unwrap_or_default();
        text.split_once("\n\n").is_some_and(|(zh, en)| is_chinese(zh) && !is_chinese(en) && !en.contains("\n\n"))
    };
    let is_half = |place: &str| format!("{} is not declared in Chinese, then English", place.trim_start());
    let mut half = Vec::new();
    if !whole(command.get_long_about()) {
        half.push(is_half(&place));
    }
    let args = command.get_arguments().filter(|arg| !whole(arg.get_long_help()));
    half.extend(args.map(|arg| is_half(&format!("{place} {}", arg.get_id()))));
    half.extend(command.get_subcommands().flat_map(|below| half_said(below, &place)));
    half
}

/// Every command's words up to its help.
fn helps(command: &Command, before: &[&str]) -> Vec<Vec<String>> {
    let words: Vec<&str> = before.iter().copied().chain([command.get_name()]).collect();
    let own = words.iter().copied().chain(["--help"]).map(str::to_owned).collect();
    let below = command.get_subcommands().flat_map(|below| helps(below, &words));
    std::iter::once(own).chain(below).collect()
}

/// What a help has of the other language.
fn mixed(command: &Command, words: &[String]) -> Vec<String> {
    let help = |chinese| match spoken(command.clone(), chinese).try_get_matches_from(words) {
        Ok(_) => String::new(),
        Err(help) => help.render().to_string(),
    };
    let (english, chinese) = (help(false), in_chinese(&help(true)));
    let typed = words.join(" ");
    let mut faults = Vec::new();
    // The program's name is both.
    if is_chinese(&english) || !english.contains("Usage: ") {
        faults.push(format!("{typed} is not all English:\n{english}"));
    }
    let is_whole = chinese.contains(&format!("用法:{}", command.get_name())) && chinese.contains("选项:\n");
    if !is_whole || ENGLISH.iter().any(|word| chinese.contains(word)) {
        faults.push(format!("{typed} is not all Chinese:\n{chinese}"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use clap::Arg;

    use super::*;

    fn whole() -> Command {
        Command::new("sky").long_about("看天。\n\nThe weather.").subcommand(
            Command::new("tell")
                .long_about("说一说。\n\nTells it.")
                .arg(Arg::new("day").long("day").long_help("哪天。\n\nThe day.")),
        )
    }

    #[test]
    fn what_is_told_in_both_languages_has_no_fault() {
        assert_eq!(faults(&whole()), Vec::<String>::new());
    }

    #[test]
    fn what_is_told_in_one_is_named_by_its_place() {
        let english =
            whole().mut_subcommand("tell", |tell| tell.arg(Arg::new("wind").long("wind").long_help("The wind.")));
        assert_eq!(faults(&english), ["sky tell wind is not declared in Chinese, then English"]);
        let chinese = whole().mut_subcommand("tell", |tell| tell.long_about("说一说。"));
        let faults = faults(&chinese);
        assert_eq!(faults[0], "sky tell is not declared in Chinese, then English");
        assert!(faults.iter().any(|fault| fault.starts_with("sky tell --help is not all English")), "{faults:?}");
    }

    #[test]
    fn what_nobody_put_into_chinese_is_named() {
        let faults = faults(&whole().mut_subcommand("tell", |tell| {
            tell.arg(Arg::new("kind").long("kind").long_help("哪种。\n\nThe kind.").help_heading("Options of kinds"))
        }));
        assert!(faults.iter().any(|fault| fault.starts_with("sky tell --help is not all Chinese")), "{faults:?}");
    }
}
