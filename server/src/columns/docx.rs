//! Text documents: words in paragraphs, and table rows that are repeated for each person. Only the text of what is there is changed.

use std::ops::Range;

use quick_xml::events::{BytesText, Event};
use quick_xml::{Reader, Writer};

use super::parts::{packed, parts};
use super::values::{Filling, Values, filled, is_of_person, unknown};
use super::{Fault, Holds};

const DOCUMENT: &str = "word/document.xml";

type Events = Vec<Event<'static>>;

/// What a template holds.
pub(super) fn holds(bytes: &[u8]) -> Result<Holds, Fault> {
    let mut holds = Holds::default();
    for (name, part) in opened(bytes)? {
        if !is_text(&name) {
            continue;
        }
        let events = read(&part)?;
        let rows = elements(&events, "tr");
        for (at, paragraph) in elements(&events, "p").into_iter().enumerate() {
            let text = text_of(&events[paragraph.clone()]);
            holds.words += usize::from(text.contains("{{"));
            let place = format!("{} {}", if name == DOCUMENT { "段落" } else { "页眉页脚段落" }, at + 1);
            holds.unknown.extend(unknown(&text).into_iter().map(|word| (word, place.clone())));
            let in_row = rows.iter().any(|row| row.contains(&paragraph.start));
            if is_of_person(&text) && !(in_row && name == DOCUMENT) {
                return Err(Fault::NotInRow(text));
            }
        }
    }
    Ok(holds)
}

/// Fills a template.
pub(super) fn fill(bytes: &[u8], filling: &Filling) -> Result<Vec<u8>, Fault> {
    let filled = opened(bytes)?.into_iter().map(|(name, part)| {
        let part = if is_text(&name) { write(&fill_part(read(&part)?, filling))? } else { part };
        Ok((name, part))
    });
    packed(filled.collect::<Result<Vec<_>, Fault>>()?)
}

fn opened(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    crate::imports::check_unpacked(bytes).map_err(|_| Fault::Damaged)?;
    parts(bytes)
}

fn is_text(name: &str) -> bool {
    let of_pages = |begins: &str| name.strip_prefix(begins).is_some_and(|rest| rest.ends_with(".xml"));
    name == DOCUMENT || of_pages("word/header") || of_pages("word/footer")
}

fn read(part: &[u8]) -> Result<Events, Fault> {
    let text = std::str::from_utf8(part).map_err(|_| Fault::Damaged)?;
    let mut reader = Reader::from_str(text);
    let mut events = Events::new();
    loop {
        match reader.read_event().map_err(|_| Fault::Damaged)? {
            Event::Eof => return Ok(events),
            event => events.push(event.into_owned()),
        }
    }
}

fn write(events: &[Event<'static>]) -> Result<Vec<u8>, Fault> {
    let mut writer = Writer::new(Vec::new());
    for event in events {
        writer.write_event(event.clone()).map_err(|_| Fault::Damaged)?;
    }
    Ok(writer.into_inner())
}

/// Where the elements of a name are; of those within each other the innermost alone.
fn elements(events: &[Event<'static>], name: &str) -> Vec<Range<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Start(start) if start.local_name().as_ref() == name.as_bytes() => open.push(at),
            Event::End(end) if end.local_name().as_ref() == name.as_bytes() => {
                let Some(start) = open.pop() else { continue };
                if found.last().is_none_or(|last| last.start < start) {
                    found.push(start..at + 1);
                }
            }
            _ => {}
        }
    }
    found
}

/// What of the events is text that people read: where it stands, one range a run.
fn runs(events: &[Event<'static>]) -> Vec<Range<usize>> {
    elements(events, "t").into_iter().map(|run| run.start + 1..run.end - 1).collect()
}

fn text_of(events: &[Event<'static>]) -> String {
    let mut text = String::new();
    for event in runs(events).into_iter().flat_map(|run| &events[run]) {
        match event {
            Event::Text(said) => text.push_str(&said.decode().unwrap_or_default()),
            Event::CData(said) => text.push_str(&said.decode().unwrap_or_default()),
            Event::GeneralRef(named) => text.extend(character(named)),
            _ => {}
        }
    }
    text
}

fn character(named: &quick_xml::events::BytesRef<'static>) -> Option<char> {
    if let Ok(Some(character)) = named.resolve_char_ref() {
        return Some(character);
    }
    match named.decode().ok()?.as_ref() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn fill_part(events: Events, filling: &Filling) -> Events {
    let mut out = Events::with_capacity(events.len());
    let mut next = 0;
    for row in elements(&events, "tr") {
        let made = &events[row.clone()];
        if !is_of_person(&text_of(made)) {
            continue;
        }
        out.extend_from_slice(&events[next..row.start]);
        for person in &filling.people {
            out.extend(fill_paragraphs(made, &[person, &filling.once]));
        }
        // A table without any row is no table to some programs.
        if filling.people.is_empty() {
            out.extend(emptied(made));
        }
        next = row.end;
    }
    out.extend_from_slice(&events[next..]);
    fill_paragraphs(&out, &[&filling.once])
}

/// Words may be parted among runs by the program that wrote them: a paragraph's text is put together in the first of its runs.
fn fill_paragraphs(events: &[Event<'static>], values: &[&Values]) -> Events {
    let mut out = Events::with_capacity(events.len());
    let mut next = 0;
    for paragraph in elements(events, "p") {
        let made = &events[paragraph.clone()];
        let Some(said) = filled(&text_of(made), values) else { continue };
        out.extend_from_slice(&events[next..paragraph.start]);
        out.extend(with_text(made, &said.text()));
        next = paragraph.end;
    }
    out.extend_from_slice(&events[next..]);
    out
}

fn emptied(events: &[Event<'static>]) -> Events {
    let mut out = Events::new();
    let mut next = 0;
    for paragraph in elements(events, "p") {
        out.extend_from_slice(&events[next..paragraph.start]);
        out.extend(with_text(&events[paragraph.clone()], ""));
        next = paragraph.end;
    }
    out.extend_from_slice(&events[next..]);
    out
}

fn with_text(paragraph: &[Event<'static>], text: &str) -> Events {
    let runs = runs(paragraph);
    let mut out = Events::with_capacity(paragraph.len());
    for (at, event) in paragraph.iter().enumerate() {
        if runs.first().is_some_and(|first| first.start == at) {
            out.push(Event::Text(BytesText::new(text).into_owned()));
        }
        if !runs.iter().any(|run| run.contains(&at)) {
            out.push(event.clone());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::values::Said;

    fn document(body: &str) -> Vec<u8> {
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
        );
        let picture = ("word/media/image1.png".to_owned(), b"picture".to_vec());
        packed([(DOCUMENT.to_owned(), xml.into_bytes()), picture]).unwrap()
    }

    fn run(text: &str) -> String {
        format!("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    }

    fn cell(text: &str) -> String {
        format!("<w:tc><w:p>{}</w:p></w:tc>", run(text))
    }

    fn filling(names: &[&str]) -> Filling {
        let text = |text: &str| Said::Text(text.to_owned());
        let once = Values::from([("division", text("兴隆镇")), ("people", Said::Number(2))]);
        let people =
            names.iter().zip(1..).map(|(name, at)| Values::from([("name", text(name)), ("visits", Said::Number(at))]));
        Filling { once, people: people.collect() }
    }

    fn paragraphs(bytes: &[u8]) -> Vec<String> {
        let part = parts(bytes).unwrap().into_iter().find(|(name, _)| name == DOCUMENT).unwrap().1;
        let events = read(&part).unwrap();
        elements(&events, "p").into_iter().map(|at| text_of(&events[at])).collect()
    }

    #[test]
    fn a_word_that_is_parted_among_runs_is_still_one() {
        let template =
            document(&format!("<w:p>{}{}{}</w:p>", run("{{div"), run("ision}}共 &lt;{{人"), run("数}}&gt; 人")));
        assert!(holds(&template).unwrap().unknown.is_empty());
        let made = fill(&template, &filling(&["甲某"])).unwrap();
        assert_eq!(paragraphs(&made), ["兴隆镇共 <2> 人"]);
        assert!(parts(&made).unwrap().iter().any(|(name, bytes)| name.ends_with("image1.png") && bytes == b"picture"));
    }

    #[test]
    fn a_table_row_is_repeated_for_everybody() {
        let row = format!("<w:tr>{}{}</w:tr>", cell("{{姓名}}"), cell("{{走访次数}}次"));
        let head = format!("<w:tr>{}{}</w:tr>", cell("姓名"), cell("走访"));
        let template = document(&format!("<w:tbl>{head}{row}</w:tbl><w:p>{}</w:p>", run("完")));
        let made = fill(&template, &filling(&["甲 & 乙", "丙某"])).unwrap();
        assert_eq!(paragraphs(&made), ["姓名", "走访", "甲 & 乙", "1次", "丙某", "2次", "完"]);
        assert_eq!(paragraphs(&fill(&template, &filling(&[])).unwrap()), ["姓名", "走访", "", "", "完"]);
    }

    #[test]
    fn what_can_not_be_filled_is_told() {
        assert!(matches!(holds(&document(&format!("<w:p>{}</w:p>", run("{{姓名}}")))), Err(Fault::NotInRow(_))));
        let holds = holds(&document(&format!("<w:p>{}</w:p><w:p>{}</w:p>", run("x"), run("{{鞋码}}")))).unwrap();
        assert_eq!(holds.unknown, [("鞋码".to_owned(), "段落 2".to_owned())]);
        assert!(matches!(super::holds(b"PK no document"), Err(Fault::Damaged)));
    }
}
