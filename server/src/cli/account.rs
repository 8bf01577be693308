//! Accounts of people at offices, the first administrator's among them.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use cunji_domain::office::Appointment;
use cunji_domain::organisation::{Role, UnitName};
use cunji_domain::record::Code;
use cunji_domain::time::local_day;
use cunji_server::accounts::{self, NewAccount};
use cunji_server::audit::COMMAND_LINE;
use cunji_server::server::Server;

use super::commands::{print, say, space_code};
use super::failure::Failure;
use super::{Outcome, lists};

// No doc comment: it would take the place of the command's own help. What is done with accounts.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// 开一个账号,显示第一次登录的密码;登录后要改掉。
    ///
    /// Makes an account and tells its first password, to be changed at the first sign-in.
    Add {
        #[command(flatten)]
        appointment: AppointmentArgs,
        /// 登录时输的账号名。
        ///
        /// The name that is typed to sign in.
        #[arg(long)]
        login: String,
        /// 姓名。
        ///
        /// Who it is.
        #[arg(long)]
        name: String,
    },
    /// 给账号另一个职务;写上 --to,就是到那天为止(职务和起始日与原来一样)。
    ///
    /// Gives an account another role, or ends one (the same role and first day, with --to).
    Appoint {
        #[command(flatten)]
        appointment: AppointmentArgs,
        /// 账号名。
        ///
        /// The account.
        #[arg(long)]
        login: String,
    },
    /// 忘了密码的,给一个新密码;动态码取消,登录着的都退出。
    ///
    /// Sets a new password for who forgot it, takes the second factor away and ends all sessions.
    Password {
        /// 账号名。
        ///
        /// The account.
        #[arg(long)]
        login: String,
    },
    /// 停用账号;做过的事都还在。
    ///
    /// Closes an account; what it did stays.
    Close {
        /// 账号名。
        ///
        /// The account.
        #[arg(long)]
        login: String,
    },
    /// 列出账号和职务。
    ///
    /// Lists the accounts and their roles.
    List {
        /// 给程序读的:一份 JSON。
        ///
        /// For programs: one JSON document.
        #[arg(long)]
        json: bool,
    },
}

// No doc comment: it would take the place of the command's own help. A role, where, and from when to when.
#[derive(Debug, Args)]
pub struct AppointmentArgs {
    /// 职务:town_office 镇办公室、county_office 县区办公室、city_office 市办公室、unit_head 单位一把手、lead_unit 牵头单位、inspector 督查、administrator 管理员。
    ///
    /// town_office, county_office, city_office, unit_head, lead_unit, inspector or administrator.
    #[arg(long)]
    role: String,
    /// 在哪里,写区划代码,如 610926101。
    ///
    /// The division's code.
    #[arg(long)]
    division: String,
    /// 从哪天起,如 2017-09-01;不写就是今天。
    ///
    /// The first day, e.g. 2017-09-01; today where it is not given.
    #[arg(long)]
    from: Option<NaiveDate>,
    /// 到哪天为止。
    ///
    /// The last day.
    #[arg(long)]
    to: Option<NaiveDate>,
    /// 代理谁,写那个人的账号名。
    ///
    /// The login of whom it stands in for.
    #[arg(long)]
    deputy_for: Option<String>,
    /// 哪个单位,照花名册写全名;只有 lead_unit 牵头单位要写,看的是它牵头的村。
    ///
    /// The unit, as the roster calls it: for lead_unit alone, which sees the villages that the unit leads.
    #[arg(long)]
    unit: Option<UnitName>,
}

impl AppointmentArgs {
    fn read(self, server: &Server) -> Result<Appointment, Failure> {
        let role = Role::of(&self.role).ok_or_else(|| {
            let desks = || Role::ALL.iter().filter(|role| role.has_desk());
            let zh: Vec<_> = desks().map(|role| format!("{} {}", role.code(), role.zh())).collect();
            let en: Vec<_> = desks().map(|role| role.code()).collect();
            Failure::new(
                "args.role",
                format!("没有这个职务:{}。可以写:{}。", self.role, zh.join("、")),
                format!("There is no role {}; it is one of {}.", self.role, en.join(", ")),
            )
        })?;
        let today = local_day(server.clock.now()).unwrap_or_default();
        let division = space_code(&self.division)?;
        let from = self.from.unwrap_or(today);
        Ok(Appointment { role, division, from, to: self.to, deputy_for: self.deputy_for, unit: self.unit })
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
        Account::List { json } => lists::accounts(server, json),
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
