//! What a person alone may write is written, changed and withdrawn by that person alone.

use cunji_domain::record::{FieldType, KindDecl, Value, Writers};
use cunji_domain::violation::Violation;
use cunji_history::Edit;

use crate::log::History;

/// Whether the edit touches what is another person's, or withdraws what is not there.
pub fn violation(decl: &KindDecl, edit: &Edit, history: &History) -> Option<Violation> {
    if edit.is_withdrawal() && edit.parents.is_empty() {
        return Some(Violation::new(
            "edit.withdraws_nothing",
            "要撤回的记录不存在,请升级手机上的程序。",
            "There is no record to withdraw; please update the program on the phone.",
        ));
    }
    let of_another = decl.writers == Writers::Author
        && (history.authors().any(|author| *author != edit.author) || named_in_key(decl, edit).is_some());
    of_another.then(|| {
        Violation::new(
            "record.of_another_person",
            "这是别人的记录,要本人来写、来改、来撤。",
            "This is another person's record; only they can write, change or withdraw it.",
        )
    })
}

/// The person that the key is about, where it is not the author.
fn named_in_key<'e>(decl: &KindDecl, edit: &'e Edit) -> Option<&'e str> {
    decl.key
        .iter()
        .zip(edit.key.iter().flatten())
        .filter(|(part, _)| part.ty == FieldType::Person)
        .filter_map(|(_, value)| Value::as_text(value))
        .find(|person| *person != edit.author.as_str())
}
