//! The kinds as docs/protocol.md shows them, written from the declarations.

use std::fmt::Write as _;

use super::all;
use crate::record::{Audience, FieldType, Form, IdRule, KindDecl, Owner, ToldOf, Writers};

/// The tables of kinds and of their fields, in Markdown.
pub fn table_markdown() -> String {
    let mut page = String::from(
        "| kind | name | 名称 | written by | read by | id | key | tells of | schema |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for kind in all() {
        let key: Vec<_> =
            kind.key.iter().map(|part| format!("{} {}", part.name, type_name(&part.ty, &part.form))).collect();
        _ = writeln!(
            page,
            "| **{}** | `{}` | {} | {} | {} | {} | {} | {} | {} |",
            kind.number,
            kind.name,
            kind.zh,
            writers(kind),
            readers(kind),
            match kind.id {
                IdRule::Derived => "derived",
                IdRule::Creation => "creation",
            },
            if key.is_empty() { "–".to_owned() } else { key.join(" · ") },
            told_of(kind),
            kind.schema,
        );
    }
    all().iter().for_each(|kind| fields_of(kind, &mut page));
    page
}

fn fields_of(kind: &KindDecl, page: &mut String) {
    _ = writeln!(page, "\n### Kind {}: {} (`{}`, {})", kind.number, kind.en, kind.name, kind.zh);
    if let Some(judges) = kind.judges {
        let heads = kind.field(judges.heads).map_or("", |field| field.name);
        _ = writeln!(
            page,
            "A judgement: it counts while the heads of `{}` are exactly `{heads}`.",
            kind.key[judges.subject].name
        );
    }
    page.push_str("| field | name | 名称 | type | owed | since |\n|---|---|---|---|---|---|\n");
    for field in kind.fields {
        let owed = if field.required { "yes" } else { "" };
        let ty = type_name(&field.ty, &field.form);
        _ = writeln!(
            page,
            "| **{}** | `{}` | {} | {ty} | {owed} | {} |",
            field.number, field.name, field.zh, field.since
        );
    }
}

fn writers(kind: &KindDecl) -> &'static str {
    match kind.writers {
        Writers::Author => "the person",
        Writers::Team => "the team",
        Writers::FirstSecretary => "first secretary",
        Writers::Office => "the server",
    }
}

fn readers(kind: &KindDecl) -> String {
    match (kind.audience, kind.owner) {
        (Audience::Team, _) => "the team".to_owned(),
        (Audience::Office, _) => "the offices".to_owned(),
        (Audience::OwnerAndOffice, Owner::Author) => "its author and the offices".to_owned(),
        (Audience::OwnerAndOffice, Owner::Key(part)) => format!("`{}` and the offices", kind.key[part].name),
    }
}

fn told_of(kind: &KindDecl) -> String {
    let name = match kind.told_of {
        ToldOf::Key(part) => kind.key.get(part).map(|part| part.name),
        ToldOf::Field(number) => kind.field(number).map(|field| field.name),
        ToldOf::Nothing => None,
    };
    name.map_or("–".to_owned(), |name| format!("`{name}`"))
}

fn type_name(ty: &FieldType, form: &Form) -> String {
    match ty {
        FieldType::Set(member) => format!("set of {}", type_name(member, form)),
        FieldType::Group(parts) => {
            let part = |part: &crate::record::PartDecl| {
                let open = if part.required { "" } else { "?" };
                format!("{}{open} {}", part.name, type_name(&part.ty, &part.form))
            };
            format!("[{}]", parts.iter().map(part).collect::<Vec<_>>().join(", "))
        }
        _ => match form {
            Form::OneOf(codes) => codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(" "),
            Form::Answers => "answers (int: a 1, then the answers from last to first as bits)".to_owned(),
            Form::Plain => plain_name(ty).to_owned(),
        },
    }
}

fn plain_name(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Bool => "bool",
        FieldType::Int => "int",
        FieldType::Day => "day",
        FieldType::Instant => "instant",
        FieldType::Code | FieldType::ListedCode => "listed code",
        FieldType::Short => "short text",
        FieldType::Prose => "text",
        FieldType::Person => "person",
        FieldType::Division => "division",
        FieldType::Record => "record id",
        FieldType::Edit => "edit id",
        FieldType::Bytes => "bytes",
        FieldType::Group(_) | FieldType::Set(_) => "list",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const BEGIN: &str = "<!-- kinds:begin -->\n";
    const END: &str = "<!-- kinds:end -->";

    #[test]
    fn the_kinds_table_of_the_protocols_page_is_that_of_the_declarations() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/protocol.md");
        let page = std::fs::read_to_string(&path).unwrap_or_else(|_| format!("# Protocol\n\n{BEGIN}{END}\n"));
        let (before, rest) = page.split_once(BEGIN).expect("docs/protocol.md has the line <!-- kinds:begin -->");
        let (shown, after) = rest.split_once(END).expect("docs/protocol.md has the line <!-- kinds:end -->");
        let table = table_markdown();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
            return;
        }
        assert!(
            shown == table,
            "docs/protocol.md shows other kinds than the code declares.\n\
             Write it anew and look at the difference:\n\n    UPDATE_DOCS=1 cargo nextest run -p cunji-domain kinds\n"
        );
    }
}
