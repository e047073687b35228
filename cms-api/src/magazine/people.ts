/** Who writes for the demo magazine, what about, and where. All of it is invented. */

export const authors = [
  {
    slug: 'ines-halloran',
    name: 'Ines Halloran',
    role: 'Editor',
    bio: 'Ines grew up above a chandlery and has edited Slow Water since its third issue. She keeps a list of every bridge she has waited under.',
  },
  {
    slug: 'tobias-renn',
    name: 'Tobias Renn',
    role: 'Staff writer',
    bio: 'Tobias writes about the people who work on water: pilots, dredgers, lock keepers and the clerks who bill them.',
  },
  {
    slug: 'amara-osei',
    name: 'Amara Osei',
    role: 'Photographs and words',
    bio: 'Amara carries one camera and two notebooks. She is happiest on the first boat of the day, before anyone has decided what the weather is.',
  },
  {
    slug: 'lucian-vale',
    name: 'Lucian Vale',
    role: 'History',
    bio: 'Lucian reads old toll books so that others need not. He has never owned a boat and considers this an advantage.',
  },
  {
    slug: 'petra-lindqvist',
    name: 'Petra Lindqvist',
    role: 'Ecology',
    bio: 'Petra counts eels, reeds and water beetles for a living, and writes when the river is too high to count anything.',
  },
  {
    slug: 'joao-ferraz',
    name: 'João Ferraz',
    role: 'Boats and repairs',
    bio: 'João built his first skiff from a wardrobe. He answers every letter about varnish, and there are many.',
  },
  {
    slug: 'miriam-katz',
    name: 'Miriam Katz',
    role: 'Essays',
    bio: 'Miriam writes about walking slowly beside things. Her collection of towpath essays went through four printings and one flood.',
  },
  {
    slug: 'dov-ashworth',
    name: 'Dov Ashworth',
    role: 'Food',
    bio: 'Dov cooks in galleys no wider than a door and has strong opinions on smoked fish.',
  },
  {
    slug: 'sunniva-berg',
    name: 'Sunniva Berg',
    role: 'Maps',
    bio: 'Sunniva draws the charts in every issue by hand and corrects them when readers complain, which they do.',
  },
  {
    slug: 'kenji-moriwaki',
    name: 'Kenji Moriwaki',
    role: 'Sound',
    bio: 'Kenji records locks, halyards and ice. He believes that every harbour has a key and can usually name it.',
  },
] as const;

export const tags = [
  { slug: 'ferries', name: 'Ferries' },
  { slug: 'locks', name: 'Locks' },
  { slug: 'tides', name: 'Tides' },
  { slug: 'repairs', name: 'Repairs' },
  { slug: 'birds', name: 'Birds' },
  { slug: 'maps', name: 'Maps' },
  { slug: 'winter', name: 'Winter' },
  { slug: 'food', name: 'Food' },
  { slug: 'walking', name: 'Walking' },
  { slug: 'work', name: 'Work' },
  { slug: 'floods', name: 'Floods' },
  { slug: 'bridges', name: 'Bridges' },
] as const;

export const places = [
  'Orrin Quay',
  'Saltmere',
  'Low Harrow',
  'Tarn Ferry',
  'Vessel Row',
  'Kestrel Lock',
  'Marrow Bridge',
  'Little Ebb',
  'Holm Sluice',
  'Aldwater',
  'Pennant Reach',
  'Sorrel Basin',
  'Graywick',
  'Osier End',
  'Lantern Stairs',
  'Fallow Weir',
  'Teasel Wharf',
  'Bramble Point',
  'Nether Staithe',
  'Candle Island',
  'Rushford',
  'Widow’s Landing',
  'Copper Mill',
  'Stillmouth',
] as const;

export const rivers = [
  'the Orrin',
  'the Lesser Tarn',
  'the Harrow',
  'the Old Cut',
  'the Sorrel',
  'the Wick',
  'the Pennant',
  'the Marrow',
] as const;

export const names = [
  'Edda',
  'Old Marten',
  'Rosalind Pike',
  'Captain Ferrow',
  'Nils',
  'Mrs Abara',
  'Tomas',
  'Wren Calder',
  'Hettie',
  'Bastian',
  'Yusuf',
  'Agnes Thorne',
] as const;
