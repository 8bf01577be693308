//! Accounts of people at offices, the first administrator's among them.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunji_domain::office::Appointment;
use cunji_domain::organisation::Role;
use cunji_domain::record::Code;
use cunji_domain::time::local_day;
use cunji_server::accounts::{self, NewAccount};
use cunji_server::audit::COMMAND_LINE;
use cunji_server::error::ServerError;
use cunji_server::server::Server;
use cunji_server::storage;
use serde_json::json;

use super::Outcome;
use super::commands::{print, say, space_code};
use super::failure::Failure;

/// What is done with accounts.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Makes an account and tells its first password, to be changed at the first sign-in.
    Add {
        #[command(flatten)]
        appointment: AppointmentArgs,
        /// The name that is typed to sign in.
        #[arg(long)]
        login: String,
        /// Who it is.
        #[arg(long)]
        name: String,
    },
    /// Gives an account another role, or ends one (the same role and first day, with --to).
    Appoint {
        #[command(flatten)]
        appointment: AppointmentArgs,
        /// The account.
        #[arg(long)]
        login: String,
    },
    /// Sets a new password for who forgot it, takes the second factor away and ends all sessions.
    Password {
        /// The account.
        #[arg(long)]
        login: String,
    },
    /// Closes an account; what it did stays.
    Close {
        /// The account.
        #[arg(long)]
        login: String,
    },
    /// Lists the accounts and their roles, a line of JSON each.
    List,
}

/// A role, where, and from when to when.
#[derive(Debug, Args)]
pub struct AppointmentArgs {
    /// town_office, county_office, city_office, unit_head, lead_unit, inspector or administrator.
    #[arg(long)]
    role: String,
    /// The division's code.
    #[arg(long)]
    division: String,
    /// The first day; today where it is not given.
    #[arg(long)]
    from: Option<NaiveDate>,
    /// The last day.
    #[arg(long)]
    to: Option<NaiveDate>,
    /// The login of whom it stands in for.
    #[arg(long)]
    deputy_for: Option<String>,
}

impl AppointmentArgs {
    fn read(self, server: &Server) -> Result<Appointment, Failure> {
        let role = Role::of(&self.role).ok_or_else(|| {
            let desks: Vec<_> = Role::ALL.iter().filter(|role| role.has_desk()).map(|role| role.code()).collect();
            Failure::new(
                "args.role",
                format!("没有这个职务:{}。可以是 {}。", self.role, desks.join("、")),
                format!("There is no role {}; it is one of {}.", self.role, desks.join(", ")),
            )
        })?;
        let today = local_day(server.clock.now()).unwrap_or_default();
        let division = space_code(&self.division)?;
        let from = self.from.unwrap_or(today);
        Ok(Appointment { role, division, from, to: self.to, deputy_for: self.deputy_for })
    }
}

/// Does it.
pub fn run(server: &Server, what: Account) -> Outcome {
    match what {
        Account::Add { appointment, login, name } => {
            let appointment = appointment.read(server)?;
            let password = accounts::add(server, COMMAND_LINE, &NewAccount { login, name, appointment })?;
            tell_password(&password)
        }
        Account::Appoint { appointment, login } => {
            let appointment = appointment.read(server)?;
            accounts::appoint(server, COMMAND_LINE, &login, &appointment)?;
            say("已任免。", "Done.");
            Ok(())
        }
        Account::Password { login } => tell_password(&accounts::new_password(server, COMMAND_LINE, &login)?),
        Account::Close { login } => {
            accounts::close(server, COMMAND_LINE, &login)?;
            say("已停用。", "Closed.");
            Ok(())
        }
        Account::List => list(server),
    }
}

fn tell_password(password: &str) -> Outcome {
    print(password)?;
    say(
        "这是第一次登录用的密码,只显示这一次;登录后要换成自己的。",
        "This is the password for the first sign-in, shown this once; it must then be changed.",
    );
    Ok(())
}

fn list(server: &Server) -> Outcome {
    let all = storage::read(&*server.storage, |tx| {
        let accounts = storage::accounts::all(tx)?;
        let with_roles = accounts.into_iter().map(|account| {
            let roles = storage::accounts::roles(tx, &account.login)?;
            Ok::<_, ServerError>((account, roles))
        });
        with_roles.collect::<Result<Vec<_>, _>>()
    })?;
    for (account, roles) in all {
        let roles: Vec<_> = roles
            .iter()
            .map(|held| {
                json!({
                    "role": held.role.code(), "division": held.division.as_str(), "from": held.from, "to": held.to,
                    "deputy_for": held.deputy_for,
                })
            })
            .collect();
        let line = json!({
            "login": account.login, "name": account.name, "second_factor": account.totp.is_some(), "roles": roles,
            "created_at": account.created_at, "closed_at": account.closed_at,
        });
        print(&line.to_string())?;
    }
    Ok(())
}
