//! What is wrong with what was typed, in words: in Chinese here, in English by clap.

use std::error::Error as Source;

use clap::Error;
use clap::error::{ContextKind, ErrorKind};

use crate::help::in_chinese;

/// How a value has to be typed, where it was typed otherwise. What clap makes of it is English.
#[derive(Debug, thiserror::Error)]
#[error("{en}")]
pub struct Misread {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Misread {
    /// From both sentences.
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// How a value is typed, in Chinese, by the error of its reading: for errors of a program's own, which know one language only.
pub type OwnValues = fn(&(dyn Source + 'static)) -> Option<String>;

/// What is wrong with what was typed, in Chinese, how it is typed, and where to read on.
pub(crate) fn misuse(error: &Error, own: OwnValues) -> String {
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
            format!("「{value}」不能用在 {argument}。{}", as_it_is_typed(error, own))
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
fn as_it_is_typed(error: &Error, own: OwnValues) -> String {
    let Some(source) = error.source() else { return String::new() };
    if let Some(misread) = source.downcast_ref::<Misread>() {
        return misread.zh.clone();
    }
    if source.is::<chrono::ParseError>() {
        return "日子写成 2017-09-01。".to_owned();
    }
    if source.is::<std::num::ParseIntError>() || source.is::<std::num::ParseFloatError>() {
        return "这里写数字。".to_owned();
    }
    own(source).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::net::{AddrParseError, IpAddr};

    use chrono::NaiveDate;
    use clap::{Arg, Command, value_parser};

    use super::*;

    fn sky() -> Command {
        let notes = Command::new("notes").subcommand_required(true).arg_required_else_help(true);
        let tell = Command::new("tell").args([
            Arg::new("day").long("day").required(true).value_parser(value_parser!(NaiveDate)),
            Arg::new("warmth").long("warmth").value_parser(value_parser!(i32)),
            Arg::new("kind").long("kind").value_parser(["sun", "rain"]),
            Arg::new("wind").long("wind").value_parser(wind),
            Arg::new("station").long("station").value_parser(value_parser!(IpAddr)),
        ]);
        Command::new("sky")
            .subcommand_required(true)
            .arg(Arg::new("place").long("place").global(true))
            .subcommand(notes.subcommand(Command::new("list")))
            .subcommand(tell)
    }

    fn wind(typed: &str) -> Result<u8, Misread> {
        let force = typed.strip_suffix('级').and_then(|force| force.parse().ok());
        force.ok_or_else(|| Misread::new("风写成 3级。", "wind is typed as 3级"))
    }

    fn own(source: &(dyn Source + 'static)) -> Option<String> {
        source.is::<AddrParseError>().then(|| "写成 10.0.0.5。".to_owned())
    }

    fn misused(words: &[&str]) -> String {
        misuse(&sky().try_get_matches_from(words).unwrap_err(), own)
    }

    #[test]
    fn a_command_that_is_missing_is_told_wherever_it_is() {
        let typed: [(&[&str], &str); 2] =
            [(&["sky", "--place", "here"], "notes"), (&["sky", "notes", "--place", "here"], "list")];
        for (words, could_be) in typed {
            let told = misused(words);
            assert!(told.starts_with(&format!("还差一个命令。可以写:{could_be}")), "{told}");
            assert!(told.contains("用法:sky") && told.ends_with("加 --help 看。"), "{told}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_word_is_told_with_what_could_be_typed() {
        let typed: [(&[&str], &str); 10] = [
            (&["sky", "tlel"], "没有「tlel」这个命令。是不是「tell」?"),
            (&["sky", "tell"], "还差:--day <day>。"),
            (&["sky", "tell", "--wramth", "3"], "没有「--wramth」这个参数。是不是「--warmth」?"),
            (&["sky", "tell", "--day"], "--day <day> 后面还要写内容。"),
            (&["sky", "tell", "--day", "今天"], "「今天」不能用在 --day <day>。日子写成 2017-09-01。"),
            (&["sky", "tell", "--warmth", "热"], "「热」不能用在 --warmth <warmth>。这里写数字。"),
            (&["sky", "tell", "--kind", "snow"], "「snow」不能用在 --kind <kind>。可以写:sun, rain。"),
            (&["sky", "tell", "--wind", "大"], "「大」不能用在 --wind <wind>。风写成 3级。"),
            (&["sky", "tell", "--station", "山上"], "「山上」不能用在 --station <station>。写成 10.0.0.5。"),
            (&["sky", "tell", "--day", "2017-09-01", "--day", "2017-09-02"], "--day <day> 只能写一次。"),
        ];
        for (words, said) in typed {
            let told = misused(words);
            assert!(told.starts_with(said) && told.ends_with("加 --help 看。"), "{words:?}: {told}");
        }
    }
}
