//! 投诉建议: past the direct superior, to the office that the policy names.

use cunji_domain::complaint::{Complaint, ComplaintAbout, ComplaintOffice};
use cunji_domain::complaint_answer::ComplaintAnswer;
use cunji_domain::policy::ComplaintsTo;
use cunji_domain::record::{Code, Prose};
use cunji_store::Filter;

use crate::error::Result;
use crate::phone::Phone;
use crate::phone::write::{Beside, Written};
use crate::views::attendance::{ComplaintView, ComplaintsView};
use crate::views::hex;

impl Phone {
    /// Writes a complaint or a suggestion.
    ///
    /// # Errors
    /// Nothing is said; the village has to be named; the store fails.
    pub fn complain(&mut self, about: ComplaintAbout, text: String, beside: &Beside) -> Result<Written> {
        let (day, office) = (self.today(), self.complaints_office()?);
        self.add(&Complaint { day, about, office, text: Prose(text) }, beside)
    }

    /// Where complaints go, and what was written before.
    ///
    /// # Errors
    /// The database fails.
    pub fn complaints_view(&mut self) -> Result<ComplaintsView> {
        let person = self.person()?;
        let mut written = Vec::new();
        let answers = self.records::<ComplaintAnswer>(&Filter::default())?;
        for complaint in self.records::<Complaint>(&Filter::default().by(&person))?.into_iter().rev() {
            let value = complaint.value;
            let answer = answers.iter().find(|answer| answer.value.complaint == complaint.record.id);
            written.push(ComplaintView {
                id: hex(&complaint.record.id.0),
                day: value.day,
                about: value.about.code().to_owned(),
                office: value.office.code().to_owned(),
                text: value.text.0,
                answer: answer.map(|answer| answer.value.answer.0.clone()),
                answered: answer.map(|answer| answer.value.answered),
                sent: self.is_sent(&complaint.record)?,
            });
        }
        Ok(ComplaintsView { today: self.today(), office: self.complaints_office()?.code().to_owned(), written })
    }

    /// The office that complaints go to by the policy in force.
    ///
    /// # Errors
    /// The database fails.
    pub fn complaints_office(&mut self) -> Result<ComplaintOffice> {
        let today = self.today();
        let known = self.known()?;
        let to = known.policies().on(today).map_or(ComplaintsTo::County, |policy| policy.complaints.to.get());
        Ok(to.into())
    }
}
