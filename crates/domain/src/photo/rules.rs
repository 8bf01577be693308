use super::Photo;
use crate::record::{CheckContext, Rules, not_of_others};
use crate::violation::Violation;

/// Bytes of a digest.
const DIGEST_BYTES: usize = 32;

impl Rules for Photo {
    fn violations(&self, context: &CheckContext<'_>) -> Vec<Violation> {
        let mut violations = not_of_others(&self.cadre, context);
        if self.digest.0.len() != DIGEST_BYTES {
            violations.push(Violation::new(
                "photo.digest",
                "说不清是哪张照片。请升级手机上的程序,再选一次照片。",
                "It does not say which photo it is about; update the program and choose the photo again.",
            ));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use crate::photo::{People, Photo};
    use crate::record::testing::{Known, codes, codes_of, person};
    use crate::record::{Bytes, Code};

    fn photo() -> Photo {
        Photo { cadre: person("c0017"), digest: Bytes(vec![7; 32]), people: People::Agreed, taken: None }
    }

    #[test]
    fn who_took_a_photo_says_who_is_on_it() {
        assert!(codes(&photo()).is_empty());
        assert_eq!(codes_of(&photo(), "c0018", &Known::default()), ["record.of_another_person"]);
    }

    #[test]
    fn a_photo_is_named_by_a_whole_digest() {
        assert_eq!(codes(&Photo { digest: Bytes(vec![7; 31]), ..photo() }), ["photo.digest"]);
    }

    #[test]
    fn only_what_somebody_did_not_agree_to_is_kept_from_others() {
        let kept: Vec<_> = People::ALL.iter().filter(|people| !people.may_be_shown()).collect();
        assert_eq!(kept, [&People::NotAgreed]);
    }
}
