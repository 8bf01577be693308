//! The stock of lines: sections `[名]`, a line a piece of prose, `(a|b)` one of several ways to say it, `{名}` a slot.
//!
//! A section is a way of speaking: of its lines a person uses a quarter of their own month after month, with other words
//! in them, and a quarter that changes. The lines of a starred section (`[名*]`) are things that happen once: every
//! second one belongs to the odd months, the others to the even ones, so that two months in a row never tell the same.
//! Within a month a section is gone through without repeating until it is used up.

use std::collections::BTreeMap;

use super::chance::Chance;

/// Sections by name, each with its lines.
#[derive(Debug)]
pub(super) struct Stock {
    sections: BTreeMap<String, Vec<String>>,
}

impl Stock {
    /// Reads sections from the text of a stock file.
    pub(super) fn read(text: &str) -> Self {
        let mut sections: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut name = String::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(heading) => name = heading.to_owned(),
                None => sections.entry(name.clone()).or_default().push(line.to_owned()),
            }
        }
        Self { sections }
    }

    #[cfg(test)]
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.sections.values().flatten().map(String::as_str)
    }
}

/// A month's way through the stock.
#[derive(Debug)]
pub(super) struct Month {
    lines: BTreeMap<String, Vec<String>>,
    left: BTreeMap<String, Vec<usize>>,
    chance: Chance,
}

impl Month {
    /// One month's lines: `number` is the month's, of which the last bit counts; `person` chooses a person's own lines,
    /// the same in every month; `chance` is the month's.
    pub(super) fn of(stock: &Stock, number: u32, person: &Chance, chance: Chance) -> Self {
        let lines = stock.sections.iter().map(|(name, lines)| {
            let alternate = |lines: &[usize]| -> Vec<usize> {
                lines.iter().skip(number as usize % 2).step_by(2).copied().collect()
            };
            let (name, told) = match name.strip_suffix('*') {
                Some(name) => (name, alternate(&(0..lines.len()).collect::<Vec<_>>())),
                None => {
                    let order = person.branch(name).order(lines.len());
                    let quarter = lines.len().div_ceil(4);
                    let (own, others) = order.split_at(quarter);
                    let changing = alternate(others).into_iter().take(quarter);
                    (name.as_str(), own.iter().copied().chain(changing).collect())
                }
            };
            (name.to_owned(), told.into_iter().map(|line| lines[line].clone()).collect())
        });
        Self { lines: lines.collect(), left: BTreeMap::new(), chance }
    }

    /// The next line of a section, with its ways chosen and its slots filled.
    pub(super) fn next(&mut self, section: &str, fill: &mut dyn FnMut(&str, &mut Chance) -> String) -> String {
        let Some(lines) = self.lines.get(section) else { return String::new() };
        let left = self.left.entry(section.to_owned()).or_default();
        if left.is_empty() {
            *left = self.chance.order(lines.len());
        }
        let line = left.pop().map(|number| lines[number].as_str()).unwrap_or_default();
        expand(line, &mut self.chance, fill)
    }
}

fn expand(line: &str, chance: &mut Chance, fill: &mut dyn FnMut(&str, &mut Chance) -> String) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(['(', '{']) {
        text.push_str(&rest[..start]);
        let closing = if rest[start..].starts_with('(') { ')' } else { '}' };
        let Some(length) = rest[start..].find(closing) else { break };
        let inner = &rest[start + 1..start + length];
        if closing == ')' {
            let ways: Vec<&str> = inner.split('|').collect();
            let way = chance.pick(&ways);
            text.push_str(&expand(way, chance, fill));
        } else {
            text.push_str(&fill(inner, chance));
        }
        rest = &rest[start + length + 1..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn told(stock: &str, number: u32, person: &str, lines: usize) -> Vec<String> {
        let person = Chance::from_parts(7, &[person]);
        let mut month = Month::of(&Stock::read(stock), number, &person, person.branch(&number.to_string()));
        (0..lines).map(|_| month.next("a", &mut |name, _| name.to_uppercase())).collect()
    }

    #[test]
    fn ways_are_chosen_and_slots_filled() {
        let seen: BTreeSet<String> = told("[a]\n(x|{n}y)z{n}\n", 0, "c1", 50).into_iter().collect();
        assert_eq!(seen, ["NyzN".to_owned(), "xzN".to_owned()].into());
    }

    #[test]
    fn what_happens_once_is_not_told_again_a_month_later() {
        let stock = "[a*]\n1\n2\n3\n4\n";
        let (mut even, mut odd) = (told(stock, 2018, "c1", 2), told(stock, 2019, "c1", 2));
        even.sort();
        odd.sort();
        assert_eq!(even, ["1", "3"]);
        assert_eq!(odd, ["2", "4"]);
    }

    #[test]
    fn a_person_keeps_some_ways_to_speak_and_changes_others() {
        let stock = "[a]\n1\n2\n3\n4\n5\n6\n7\n8\n";
        let own = |number, person| -> BTreeSet<String> { told(stock, number, person, 4).into_iter().collect() };
        assert_eq!(own(1, "c1").len(), 4, "nothing repeats before the section is used up");
        assert_eq!(own(1, "c1").intersection(&own(2, "c1")).count(), 2);
        assert_eq!(own(1, "c1"), own(3, "c1"));
        assert_ne!(own(1, "c1"), own(1, "c2"));
    }
}
