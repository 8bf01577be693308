//! 检索: finding what was written by the words in it.
//!
//! A text is indexed by what no dictionary has to know: each Chinese character, each pair of neighbours, each word of other letters or
//! of digits. So a name, a place or a word of the village is found wherever it stands, whatever it stands beside. It is the question that
//! is cut into words, once, by jieba: 「搬迁补助没到账」 asks for 搬迁, 补助, 没, 到账 and not for that sentence. A word of more than two
//! characters asks for all of its pairs; that they stand in a row is seen when the record is read for its snippet.

mod find;
mod index;
mod question;
mod show;
mod snippet;
mod terms;
mod texts;

pub use find::{Answer, COUNTED, Filter, MOST, Match, asked, search};
pub use index::Records;
pub use question::{Question, warm_up};
pub use show::{FieldShown, RecordShown, Version, show};
pub use snippet::{Mark, Snippet};
pub use terms::terms_of_record;
pub use texts::SEARCHED;
