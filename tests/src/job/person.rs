//! What stays the same from month to month: the person's places, companions and families, all made up.

use super::chance::Chance;

/// Purposes of visits, codes of the policy's list.
pub(super) const PURPOSES: &[&str] = &[
    "routine",
    "routine",
    "policy",
    "needs",
    "follow_up",
    "mediation",
    "industry",
    "employment",
    "education",
    "health",
    "housing",
    "relocation",
    "ledger",
];
/// Kinds of work, codes of the policy's list.
const WORK: &[&str] = &[
    "visit",
    "policy",
    "mediation",
    "road",
    "water",
    "power",
    "housing",
    "industry",
    "employment",
    "training",
    "education",
    "health",
];

const SURNAMES: &[&str] = &[
    "覃", "卞", "晏", "奚", "鄢", "冉", "庹", "芦", "甘", "谈", "仝", "米", "闵", "车", "连", "翁", "漆", "岳", "粟",
    "卜", "桑", "宁", "伏", "曾", "温", "鞠", "路", "邢", "阴", "申", "荣", "牟",
];
const GIVEN: &[&str] = &[
    "德海", "桂枝", "先祥", "长富", "翠莲", "永顺", "启明", "正秀", "大全", "文才", "守仁", "芳", "子昌", "金凤",
    "光举", "世英", "隆茂", "巧云", "应龙", "道银", "开荣", "腊梅", "本立", "素珍", "宗富", "来喜", "厚德", "玉兰",
];
const PLACES: &[&str] = &[
    "石板沟",
    "老鹰嘴",
    "烂泥湾",
    "响水洞",
    "皂角树",
    "凉水井",
    "瓦窑坪",
    "寨子梁",
    "黑虎岩",
    "枇杷垭",
    "碾子沟",
    "双树包",
    "大屋场",
    "庙坡",
    "铧厂沟",
    "油坊坎",
    "麻柳坝",
    "羊圈洼",
    "滴水崖",
    "关口",
    "梨树坪",
    "磨盘岭",
    "青杠扒",
    "土地堂",
    "猫儿垭",
    "天池子",
    "月亮湾",
    "杉木沟",
    "鸡心石",
    "窑湾",
    "牛蹄沟",
    "笔架山下",
    "柏树林",
    "老庄子",
];
const KIN: &[&str] =
    &["大女子", "幺儿", "二儿子", "大儿媳", "女婿", "长孙", "小儿子", "三女子", "妹夫", "养子", "大儿子", "大外甥"];
const AWAY: &[&str] = &[
    "义乌",
    "晋江",
    "惠州",
    "太原",
    "郑州",
    "青岛",
    "厦门",
    "绍兴",
    "榆林",
    "合肥",
    "南昌",
    "唐山",
    "乌海",
    "珠海",
    "贵阳",
    "南通",
    "嘉兴",
    "石嘴山",
];
const JOBS: &[&str] = &[
    "绣花",
    "跑长途",
    "做模具",
    "贴瓷砖",
    "带班",
    "当厨子",
    "装空调",
    "看仓库",
    "打隧道",
    "缝皮包",
    "送外卖",
    "焊船板",
    "刷涂料",
    "养护高速",
    "搬钢材",
    "做家具",
];
const CROPS: &[&str] = &[
    "拐枣",
    "木瓜",
    "蚕豆",
    "金银花",
    "葛根",
    "芍药",
    "荞麦",
    "花椒",
    "草莓",
    "紫苏",
    "百合",
    "黄花菜",
    "薄荷",
    "桑叶",
    "玉米种",
    "蒜苗",
    "柴胡",
    "独活",
    "牡丹籽",
    "冬枣",
];
const BEASTS: &[&str] =
    &["牛犊", "麻羊", "乌鸡", "架子猪", "肉兔", "番鸭", "母羊", "水牛", "白鹅", "仔猪", "珍珠鸡", "种驴"];
const ILLNESSES: &[&str] = &[
    "静脉曲张",
    "哮病",
    "眩晕症",
    "股骨头坏死",
    "脉管炎",
    "半月板伤",
    "心律不齐",
    "带状疱疹",
    "胃下垂",
    "肺气肿",
    "三叉神经痛",
    "坐骨神经痛",
    "强直",
    "结核",
    "面瘫",
    "耳鸣",
    "甲状腺结节",
    "胆囊息肉",
];
const CHILDREN: &[&str] = &["孙娃子", "小孙女", "老二", "外孙", "大孙子", "双胞胎", "女娃", "侄孙", "小家伙"];
const PET_PHRASES: &[&str] = &[
    "话说回来",
    "说到底",
    "照老规矩",
    "实话讲",
    "好歹",
    "横竖",
    "按说",
    "细细一想",
    "归根到底",
    "不瞒人说",
    "凑巧",
    "眼下",
    "论理",
];

/// A family of the village.
#[derive(Debug, Clone)]
pub struct Family {
    /// Its number in the village.
    pub number: String,
    /// Its head's whole name.
    pub name: String,
    /// How the writer calls its head.
    pub(super) head: String,
    kin: &'static str,
    away: &'static str,
    job: &'static str,
    crop: &'static str,
    beast: &'static str,
    illness: &'static str,
    child: &'static str,
    /// Where the house stands, degrees from the village's centre.
    offset: (f64, f64),
}

impl Family {
    /// What the writer knows of them, by the slot's name.
    pub(super) fn fact(&self, slot: &str) -> Option<&str> {
        Some(match slot {
            "户" => &self.head,
            "亲" => self.kin,
            "外" => self.away,
            "活" => self.job,
            "庄" => self.crop,
            "牲" => self.beast,
            "病" => self.illness,
            "娃" => self.child,
            _ => return None,
        })
    }
}

/// A village as everybody of its team knows it.
#[derive(Debug, Clone)]
pub struct Village {
    /// Its code.
    pub code: String,
    /// Its families.
    pub families: Vec<Family>,
    /// Degrees north and east of its office.
    pub centre: (f64, f64),
}

impl Village {
    /// A made-up village with so many families.
    pub fn of(seed: u64, code: &str, families: u32) -> Self {
        let mut chance = Chance::from_parts(seed, &[code, "village"]);
        Self {
            code: code.to_owned(),
            centre: centre(&mut chance),
            families: (1..=families).map(|number| family(number, &mut chance)).collect(),
        }
    }
}

/// A made-up name.
pub(crate) fn name(chance: &mut Chance) -> String {
    format!("{}{}", chance.pick(SURNAMES), chance.pick(GIVEN))
}

fn centre(chance: &mut Chance) -> (f64, f64) {
    (32.05 + chance.between(0, 800_000) as f64 / 1e6, 108.6 + chance.between(0, 900_000) as f64 / 1e6)
}

/// A person's habits.
#[derive(Debug)]
pub(super) struct Habits {
    pub(super) places: Vec<&'static str>,
    pub(super) secretary: String,
    pub(super) mate: String,
    pub(super) doctor: String,
    pub(super) pet_phrases: Vec<&'static str>,
    /// Types commas full-width, as a third of the people do.
    pub(super) full_width: bool,
    /// Chooses the person's own ways of speaking.
    pub(super) speech: Chance,
    families: Vec<Family>,
    centre: (f64, f64),
    favourite_work: Vec<&'static str>,
}

impl Habits {
    /// The habits that come with a stream of chance.
    pub(super) fn of(mut chance: Chance) -> Self {
        let some = |chance: &mut Chance, all: &[&'static str], count: usize| -> Vec<&'static str> {
            chance.order(all.len()).into_iter().take(count).map(|number| all[number]).collect()
        };
        let surname = |chance: &mut Chance| chance.pick(SURNAMES);
        Self {
            places: some(&mut chance, PLACES, 9),
            secretary: format!("{}支书", surname(&mut chance)),
            mate: format!("小{}", surname(&mut chance)),
            doctor: format!("{}医生", surname(&mut chance)),
            pet_phrases: some(&mut chance, PET_PHRASES, 3),
            full_width: chance.below(3) == 0,
            speech: chance.branch("speech"),
            families: (1..=55).map(|number| family(number, &mut chance)).collect(),
            centre: centre(&mut chance),
            favourite_work: some(&mut chance, WORK, 5),
        }
    }

    /// The same person in a village that teammates know, too.
    pub(super) fn in_village(self, village: &Village) -> Self {
        Self { families: village.families.clone(), centre: village.centre, ..self }
    }

    /// One of the families; some are visited more often than others.
    pub(super) fn family(&self, chance: &mut Chance) -> &Family {
        let number = chance.below(self.families.len()).min(chance.below(self.families.len() * 2));
        &self.families[number]
    }

    /// A reading of the place at a family's house, degrees north and east with six decimals.
    pub(super) fn near_family(&self, family: &Family, chance: &mut Chance) -> (f64, f64) {
        let (north, east) = (self.centre.0 + family.offset.0, self.centre.1 + family.offset.1);
        (reading(north, 150, chance), reading(east, 150, chance))
    }

    /// A reading of the place near the village's office.
    pub(super) fn near_centre(&self, chance: &mut Chance) -> (f64, f64) {
        (reading(self.centre.0, 200, chance), reading(self.centre.1, 200, chance))
    }

    /// A day's kinds of work: what this person does most, and one by chance.
    pub(super) fn work(&self, stay: &str, chance: &mut Chance) -> Vec<String> {
        let mut work = vec![if stay == "village" { "visit" } else { chance.pick(&self.favourite_work) }];
        for one in [chance.pick(&self.favourite_work), chance.pick(&self.favourite_work), chance.pick(WORK)] {
            if !work.contains(&one) && chance.below(4) > 0 {
                work.push(one);
            }
        }
        work.into_iter().map(str::to_owned).collect()
    }
}

fn family(number: u32, chance: &mut Chance) -> Family {
    let surname = chance.pick(SURNAMES);
    let whole = |chance: &mut Chance| format!("{surname}{}", chance.pick(GIVEN));
    let mut aside = chance.branch("whole name");
    let (name, head) = match chance.below(4) {
        0 => (whole(&mut aside), format!("老{surname}")),
        1 => (whole(&mut aside), format!("{surname}家嫂子")),
        _ => {
            let name = whole(chance);
            (name.clone(), name)
        }
    };
    Family {
        number: format!("h{number:03}"),
        name,
        head,
        kin: chance.pick(KIN),
        away: chance.pick(AWAY),
        job: chance.pick(JOBS),
        crop: chance.pick(CROPS),
        beast: chance.pick(BEASTS),
        illness: chance.pick(ILLNESSES),
        child: chance.pick(CHILDREN),
        offset: (chance.between(-12_000, 12_000) as f64 / 1e6, chance.between(-12_000, 12_000) as f64 / 1e6),
    }
}

/// Degrees as a phone reads them: off by at most `spread` millionths.
fn reading(degrees: f64, spread: i64, chance: &mut Chance) -> f64 {
    (degrees * 1e6 + chance.between(-spread, spread) as f64).round() / 1e6
}
