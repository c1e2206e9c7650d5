// node concepts.mjs <sources> <out> <sheets>: chooses the concepts, writes the tables and one SVG sheet per style.
import fs from 'node:fs';
import crypto from 'node:crypto';
import { acceptedSense, commonGlosses } from './wordnet.mjs';

const [sources, out, sheets] = process.argv.slice(2);
const CELL = 48, COLUMNS = 20;
const STYLES = ['fluent', 'noto', 'noto-v1', 'emojione', 'twemoji'];
const read = path => JSON.parse(fs.readFileSync(`${sources}/${path}`, 'utf8'));

// Unicode subgroup → the kind a reader would say. Subgroups that are not here hold nothing one can point at.
const KIND = {
  'animal-mammal': 'mammal', 'animal-bird': 'bird', 'animal-amphibian': 'reptile', 'animal-reptile': 'reptile', 'animal-marine': 'sea animal', 'animal-bug': 'bug',
  'plant-flower': 'plant', 'plant-other': 'plant', 'food-fruit': 'fruit', 'food-vegetable': 'vegetable', 'food-prepared': 'dish', 'food-asian': 'dish',
  'food-sweet': 'sweet', 'drink': 'drink', 'dishware': 'tool', 'place-geographic': 'place', 'place-building': 'building', 'place-religious': 'building',
  'place-other': 'place', 'transport-ground': 'vehicle', 'transport-water': 'boat', 'transport-air': 'aircraft', 'time': 'device', 'sky-weather': 'weather',
  'event': 'decoration', 'award-medal': 'award', 'sport': 'sport', 'game': 'game', 'arts-crafts': 'art', 'clothing': 'clothing', 'sound': 'device',
  'music': 'device', 'musical-instrument': 'instrument', 'phone': 'device', 'computer': 'device', 'light-video': 'device', 'book-paper': 'paper',
  'money': 'money', 'mail': 'paper', 'writing': 'tool', 'office': 'tool', 'lock': 'tool', 'tool': 'tool', 'science': 'device',
  'medical': 'medicine', 'household': 'furniture', 'body-parts': 'organ',
};
// Where the subgroup is not what a reader would say of this thing.
const OWN_KIND = {
  frog: 'amphibian', snail: 'bug', octopus: 'mollusc', squid: 'mollusc', shell: 'mollusc', spider: 'arachnid', scorpion: 'arachnid', crab: 'crustacean', shrimp: 'crustacean',
  dolphin: 'mammal', whale: 'mammal', shark: 'fish', blowfish: 'fish', dragon: 'creature', unicorn: 'creature', anchor: 'tool', mountain: 'place', tent: 'place',
  fountain: 'place', mushroom: 'vegetable', bell: 'instrument', microphone: 'device', telescope: 'device', umbrella: 'clothing', candle: 'device', bulb: 'device', flashlight: 'device',
  thermometer: 'device', calendar: 'paper', label: 'paper', gear: 'device', 'balance scale': 'device', shield: 'weapon', dagger: 'weapon', bomb: 'weapon', chestnut: 'nut', peanuts: 'nut',
  egg: 'food', cheese: 'food', bread: 'food', baguette: 'food', croissant: 'food', bacon: 'food', honey: 'food', trophy: 'award', crown: 'clothing', ring: 'jewelry', gem: 'jewelry',
  toilet: 'furniture', shower: 'furniture', bathtub: 'furniture', cart: 'vehicle', wedding: 'building', 'tombstone': 'place', moai: 'art', barrel: 'container', bucket: 'container',
  wastebasket: 'container', briefcase: 'bag', purse: 'bag', handbag: 'bag', backpack: 'bag', 'clutch bag': 'bag', 'shopping bags': 'bag', 'money bag': 'bag', urn: 'container', amphora: 'container',
  'paw prints': 'mark', 'pig nose': 'organ', star: 'sky', sun: 'sky', comet: 'sky', 'full moon': 'sky', 'crescent moon': 'sky', 'shooting star': 'sky', rainbow: 'sky', flask: 'container',
  'delivery truck': 'vehicle', lipstick: 'clothing', glasses: 'clothing', coffin: 'container', ticket: 'paper', fax: 'device', cigarette: 'drug', pill: 'medicine', seat: 'furniture',
  satellite: 'device', 'traffic light': 'device', siren: 'device', 'fuel pump': 'device', statue: 'art', 'baby bottle': 'container', rice: 'food', sparkles: 'sky', helmet: 'clothing', 'barrel': 'container', turkey: 'bird', scroll: 'paper', present: 'decoration', spoon: 'cutlery', knife: 'cutlery', sake: 'drink', basketball: 'ball', baseball: 'ball', volleyball: 'ball', football: 'ball',
  tennis: 'ball', joystick: 'game', die: 'game', 'movie camera': 'device', hourglass: 'device', 'alarm clock': 'device', fire: 'nature', droplet: 'nature', wave: 'nature', desert: 'place', leaf: 'plant',
};
// Kinds with few members teach nothing that carries over to a new concept: they join a neighbour that is still true.
const WIDER = {
  arachnid: 'bug', mollusc: 'sea animal', crustacean: 'sea animal', fish: 'sea animal', cutlery: 'tool', ball: 'game', sport: 'game', nut: 'food', dish: 'food', sweet: 'food', bag: 'container',
  boat: 'vehicle', aircraft: 'vehicle', sky: 'nature', weather: 'nature', art: 'decoration', fungus: 'vegetable',
};
// The label is longer than, or other than, the name a reader gives the drawing.
const RENAME = {
  automobile: 'car', 'spiral shell': 'shell', 'ear of corn': 'corn', 'maple leaf': 'leaf', 'french fries': 'fries', 'kiwi fruit': 'kiwi', 'hot pepper': 'pepper', 'cheese wedge': 'cheese',
  'baguette bread': 'baguette', 'spouting whale': 'whale', 'hot beverage': 'coffee', 'electric plug': 'plug', 'light bulb': 'bulb', 'closed book': 'book', 'honey pot': 'honey', 'water wave': 'wave',
  honeybee: 'bee', 'lady beetle': 'ladybug', 'baby chick': 'chick', 'dollar banknote': 'banknote', 'soccer ball': 'football', 'game die': 'die', 'gem stone': 'gem', 'passenger ship': 'ship',
  'wrapped gift': 'present', 'boxing glove': 'glove', 'crystal ball': 'crystal ball', 'artist palette': 'palette', 'framed picture': 'painting', 'shopping cart': 'cart', 'fire engine': 'fire truck',
  'beer mug': 'beer', 'cocktail glass': 'cocktail', 'wine glass': 'wine', 'glass of milk': 'milk', 'meat on bone': 'meat', 'fried shrimp': 'tempura', 'roasted sweet potato': 'sweet potato', 'green salad': 'salad',
  'kitchen knife': 'knife', 'running shoe': 'sneaker', 'woman’s sandal': 'sandal', 'woman’s boot': 'boot', 'woman’s hat': 'sun hat', 'high-heeled shoe': 'high heel', 't-shirt': 'shirt',
  'studio microphone': 'studio microphone', 'musical keyboard': 'piano', 'computer mouse': 'computer mouse', 'desktop computer': 'computer', 'alarm clock': 'clock', 'hourglass done': 'hourglass',
  'oil drum': 'barrel', 'bow and arrow': 'bow', 'nut and bolt': 'bolt', 'triangular ruler': 'ruler', 'chocolate bar': 'chocolate', 'birthday cake': 'cake', 'poultry leg': 'drumstick', 'red apple': 'apple',
  'police car light': 'siren', 'snow-capped mountain': 'mountain', 'castle': 'castle', 'fishing pole': 'fishing rod', 'ice skate': 'skate', 'cloud with lightning': 'thunderstorm', 'cloud with rain': 'rain cloud',
  'performing arts': 'masks', 'magnifying glass tilted left': 'magnifier', 'jack-o-lantern': 'pumpkin', 'christmas tree': 'christmas tree', 'money bag': 'money bag', 'musical note': 'note', 'video game': 'gamepad',
  'graduation cap': 'mortarboard', 'rescue worker’s helmet': 'helmet', 'red paper lantern': 'lantern', 'couch and lamp': 'couch', 'carousel horse': 'carousel', 'funeral urn': 'urn', 'sunrise over mountains': 'sunrise',
  'pile of poo': 'poo', 'clapper board': 'clapperboard', 'sheaf of rice': 'rice', 'statue of liberty': 'statue', 'tokyo tower': 'tower', 'vertical traffic light': 'traffic light', 'closed mailbox with raised flag': 'mailbox',
  'bottle with popping cork': 'champagne', 'man’s shoe': 'shoe', 'goal net': 'goal', 'tropical drink': 'juice', 'soft ice cream': 'soft ice cream', 'stuffed flatbread': 'kebab', 'martial arts uniform': 'judo suit',
  'world map': 'map', 'globe showing americas': 'globe', 'high voltage': 'lightning', 'postal horn': 'horn', 'telephone receiver': 'receiver', 'bell with slash': 'bell with slash', 'carp streamer': 'streamer', 'flag in hole': 'golf',
  'deciduous tree': 'tree', 'evergreen tree': 'fir', 'palm tree': 'palm', 'speaker high volume': 'speaker', 'money with wings': 'money with wings', 'pool 8 ball': 'billiard ball', 'rolled-up newspaper': 'rolled newspaper',
  'american football': 'rugby ball', 'red heart': 'heart', 'barber pole': 'barber pole', 'page facing up': 'page', 'open mailbox with raised flag': 'mailbox', 'woman’s clothes': 'blouse', 'two-hump camel': 'bactrian camel',
  'shallow pan of food': 'paella', 'pot of food': 'stew', 'ticket': 'ticket', 'film projector': 'projector', 'video camera': 'camcorder', 'ping pong': 'ping pong', 'card file box': 'card box', 'flexed biceps': 'biceps',
};
// Look-alikes of a drawing that is kept, names that are kinds or no things, names that mean another thing to a reader.
const DROP = new Set(`bird|bug|fish|tropical fish|trolleybus|tram|tram car|metro|monorail|light rail|station|railway car|mountain railway|high-speed train|bullet train|bus stop|minibus
oncoming bus|oncoming taxi|oncoming automobile|oncoming police car|sport utility vehicle|articulated lorry|motor boat|ferry|suspension railway|mountain cableway|aerial tramway|ox|water buffalo|rat|ewe|two-hump camel
front-facing baby chick|hatching chick|paw prints|pig nose|boar|whale|new moon|waxing crescent moon|first quarter moon|waxing gibbous moon|waning gibbous moon|last quarter moon|waning crescent moon|new moon face
first quarter moon face|last quarter moon face|full moon face|sun with face|glowing star|shooting star|milky way|sun behind cloud|cloud with lightning and rain|sun behind small cloud|sun behind large cloud|sun behind rain cloud
cloud with snow|fog|wind face|snowman without snow|closed umbrella|umbrella with rain drops|umbrella on ground|clinking beer mugs|clinking glasses|tumbler glass|mobile phone with arrow|dvd|computer disk|fax machine|pager
yen banknote|euro banknote|pound banknote|money with wings|chart increasing with yen|incoming envelope|envelope with arrow|e-mail|outbox tray|inbox tray|closed mailbox with lowered flag|open mailbox with raised flag
open mailbox with lowered flag|ballot box with ballot|green book|blue book|orange book|open book|notebook with decorative cover|ledger|bookmark tabs|page with curl|page facing up|rolled-up newspaper|spiral notepad|spiral calendar
file folder|open file folder|card index dividers|card index|card file box|chart increasing|chart decreasing|bar chart|memo|round pushpin|linked paperclips|straight ruler|black nib|pen|crayon
locked|unlocked|locked with pen|locked with key|old key|love hotel|Japanese post office|post office|department store|office building|convenience store|houses|house with garden|derelict house|bank|building construction|Mount Fuji|mount fuji
wedding|bridge at night|night with stars|cityscape|cityscape at dusk|sunrise|sunset|foggy|national park|desert island|hot springs|barber pole|cooking|eyes|muted speaker|speaker low volume|speaker medium volume|bell with slash
musical score|musical notes|level slider|control knobs|keyboard|camera with flash|magnifying glass tilted right|movie camera|film frames|videocassette|admission tickets|1st place medal|2nd place medal|3rd place medal|military medal
running shirt|woman’s clothes|prayer beads|dizzy|globe showing Europe-Africa|globe showing Asia-Australia|globe with meridians|map of Japan|hourglass not done|mantelpiece clock|timer clock|airplane departure|airplane arrival
small airplane|seat|satellite antenna|reminder ribbon|moon viewing ceremony|pine decoration|Japanese dolls|tanabata tree|wind chime|wilted flower|white flower|rosette|blossom|fallen leaf|leaf fluttering in wind|shamrock|herb
green apple|melon|teacup without handle|bento box|rice cracker|cooked rice|curry rice|oden|dango|fish cake with swirl|shaved ice|soft ice cream|shortcake|custard|fork and knife with plate|fork and knife|horizontal traffic light
construction|motorway|racing car|motor scooter|spade suit|heart suit|diamond suit|club suit|joker|mahjong red dragon|flower playing cards|American football|rugby football|hammer and pick|hammer and wrench|crossed swords|chains|link
cricket|cricket game|field hockey|ice hockey|turkey|kaaba|synagogue|shinto shrine|wedding|Japanese castle|cigarette|coffin|martial arts uniform|bathtub|speech balloon|stop sign|railway track|loudspeaker|postbox|sparkler|stopwatch|spider web|camping|beach with umbrella|stuffed flatbread|hundred points|comet`
  .split(/[|\n]/).map(entry => entry.trim()));

const icons = Object.fromEntries(STYLES.map(style => [style, read(`${style}/icons.json`)]));
const characters = Object.fromEntries(STYLES.map(style => [style, read(`${style}/chars.json`)]));
const groups = read('emojibase/meta/groups.json');

function drawing(style, slugs) {
  const set = icons[style];
  for (const slug of slugs) {
    const name = set.icons[slug] ? slug : set.aliases?.[slug]?.parent;
    const icon = name && set.icons[name];
    if (icon) return { body: icon.body, left: icon.left ?? 0, top: icon.top ?? 0, width: icon.width ?? set.width, height: icon.height ?? set.height };
  }
  return null;
}

const rank = text => crypto.createHash('sha256').update(text).digest().readUInt32BE(0);
const chosen = new Map();
for (const entry of read('emojibase/en/data.json')) {
  const subgroup = groups.subgroups[entry.subgroup];
  if (!KIND[subgroup] || DROP.has(entry.label)) continue;
  const code = entry.hexcode.toLowerCase().replace(/-fe0f/g, '');
  const label = entry.label.toLowerCase();
  const slugs = [...new Set([...STYLES.map(style => characters[style][code]), label.replace(/[’'.:!]/g, '').replace(/[^a-z0-9]+/g, '-')].filter(Boolean))];
  const drawings = STYLES.map(style => drawing(style, slugs));
  if (drawings.includes(null)) continue;
  const name = RENAME[label] ?? label.replace(/ face$/, '');
  if (!/^[a-z]+( [a-z]+)?$/.test(name)) continue;
  const known = chosen.get(name);
  if (known && !known.label.endsWith(' face')) continue; // of a face and a body with one name, the body stays
  const narrow = OWN_KIND[name] ?? KIND[subgroup], kind = WIDER[narrow] ?? narrow;
  const tags = (entry.tags ?? []).map(tag => tag.toLowerCase()).filter(tag => /^[a-z]+$/.test(tag) && tag !== name && tag !== kind).slice(0, 4);
  chosen.set(name, { name, kind, subgroup, label, code, tags, drawings });
}
const kinds = new Set([...chosen.values()].map(concept => concept.kind));
const concepts = [...chosen.values()].filter(concept => !kinds.has(concept.name)).sort((a, b) => (a.name < b.name ? -1 : 1));

fs.writeFileSync(`${out}/concepts.csv`, 'name,kind,subgroup,label,code,tags\n'
  + concepts.map(c => [c.name, c.kind, c.subgroup, c.label, c.code, c.tags.join(';')].join(',') + '\n').join(''));

// S is asked about in tuning, P only shown in captions, N in no image stage: 60, 25 and 15 of 100 by hash of the name.
const part = name => { const at = rank(name) % 100; return at < 60 ? 'S' : at < 85 ? 'P' : 'N'; };
fs.writeFileSync(`${out}/splits.csv`, 'name,split\n' + concepts.map(c => `${c.name},${part(c.name)}\n`).join(''));

const facts = concepts.map(c => ({ name: c.name, sense: acceptedSense(`${sources}/wordnet/usr/share/wordnet`, c.name, c.subgroup) })).filter(fact => fact.sense);
const quoted = text => `"${text.replaceAll('"', '""')}"`;
fs.writeFileSync(`${out}/wordnet.csv`, 'name,synset,hypernyms,parts,gloss\n'
  + facts.map(f => [f.name, f.sense.synset, f.sense.hypernyms.join(';'), f.sense.parts.join(';'), quoted(f.sense.gloss)].join(',') + '\n').join(''));
const glosses = commonGlosses(`${sources}/wordnet/usr/share/wordnet`);
fs.writeFileSync(`${out}/glosses.txt`, glosses.join('\n') + '\n');

STYLES.forEach((style, column) => {
  const rows = Math.ceil(concepts.length / COLUMNS);
  const cells = concepts.map((concept, index) => {
    const { body, left, top, width, height } = concept.drawings[column];
    const own = body // ids are unique only within one icon
      .replace(/\bid="([^"]+)"/g, `id="i${index}-$1"`).replace(/url\(#([^)]+)\)/g, `url(#i${index}-$1)`).replace(/href="#([^"]+)"/g, `href="#i${index}-$1"`);
    const x = (index % COLUMNS) * CELL, y = Math.floor(index / COLUMNS) * CELL;
    return `<svg x="${x}" y="${y}" width="${CELL}" height="${CELL}" viewBox="${left} ${top} ${width} ${height}">${own}</svg>`;
  });
  fs.writeFileSync(`${sheets}/${style}.svg`, '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    + `width="${COLUMNS * CELL}" height="${rows * CELL}">${cells.join('')}</svg>\n`);
});
const words = concepts.filter(c => !c.name.includes(' '));
console.log(`${concepts.length} concepts (${words.length} of one word), ${kinds.size} kinds, ${facts.length} with an accepted sense, ${glosses.length} glosses`);
