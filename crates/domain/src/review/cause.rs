use crate::declare_codes;

declare_codes! {
    /// What is to be mended in a diary that is given back: a fact, never how or how much somebody wrote.
    pub enum ReturnCause {
        /// It tells of another day.
        WrongDay = "wrong_day" "日子写错了",
        /// Where the night was spent is not said.
        StayMissing = "stay_missing" "没写晚上住在哪",
        /// Where the night was spent is not what other records say.
        StayDiffers = "stay_differs" "住在哪和别的记录对不上",
        /// A person is named who is not meant.
        WrongPerson = "wrong_person" "人写错了",
        /// A household is named that is not meant.
        WrongHousehold = "wrong_household" "户写错了",
        /// It tells what another day tells.
        SameAsAnotherDay = "same_as_another_day" "写的是另一天的事",
        /// A photo is not of this day or matter.
        WrongPhoto = "wrong_photo" "照片放错了",
        /// It says of villagers what should not stand there.
        PrivateDetails = "private_details" "写了别人的隐私",
    }
}

impl ReturnCause {
    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::WrongDay => "The day is wrong",
            Self::StayMissing => "It does not say where the night was spent",
            Self::StayDiffers => "Where the night was spent differs from other records",
            Self::WrongPerson => "A person is wrong",
            Self::WrongHousehold => "A household is wrong",
            Self::SameAsAnotherDay => "It tells of another day's matters",
            Self::WrongPhoto => "A photo is misplaced",
            Self::PrivateDetails => "It holds somebody's private details",
        }
    }
}
