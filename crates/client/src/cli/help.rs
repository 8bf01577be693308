//! What can be typed, in the language of the locale; how values of the phone's own are typed.

use std::error::Error;
use std::process::ExitCode;

use cunji_domain::division::InvalidDivisionCode;

use super::args::Cli;
use crate::language::Language;

/// What was typed; else what is told of it was told, and the program ends with this code.
pub fn read(language: Language) -> Result<Cli, ExitCode> {
    cunji_terminal::read(language.pick(true, false), own_values)
}

fn own_values(error: &(dyn Error + 'static)) -> Option<String> {
    error.is::<InvalidDivisionCode>().then(|| "村写 12 位区划代码,用 cunji whoami 看。".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_and_argument_is_told_in_both_languages() {
        Cli::command().debug_assert();
        assert_eq!(cunji_terminal::declared::faults(&Cli::command()), Vec::<String>::new());
    }
}
