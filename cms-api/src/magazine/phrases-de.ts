/** The sentences of phrases.ts in German, one for one. {river} stands without its article: all of them are masculine. */

export const titles = [
  'Die letzte Fähre ab {place}',
  'Ein Winter in {place}',
  'Was das Wasser in {place} zurücklässt',
  'Der Schleusenwärter von {place}',
  'Wie man in {place} wartet',
  'Ein Boot flicken in {place}',
  'Elf Morgen in {place}',
  'Die Karte, auf der {place} fehlte',
  'Kleine Geschichte der Brücke von {place}',
  'Frühstück in {place}',
  'Die Nacht, in der {place} überflutet wurde',
  'Vögel zählen in {place}',
  'Wie {place} vor Tagesanbruch klingt',
  'Zwei Stunden Stillwasser in {place}',
  'Briefe aus {place}',
  'Wem gehört der Schlick in {place}?',
  'Der Lehrling von {place}',
  'Zu Fuß von {place} ans Meer',
  'Die Gezeitentafel von {place}',
  'Eine Tür in der Mauer von {place}',
  'Warum in {place} niemand eilt',
  'Der Reiher von {place}',
  'Kleine Reparaturen in {place}',
  'Brückenzoll in {place}',
] as const;

export const summaries = [
  'Ein Morgen auf dem {river} mit {person}, noch nie auch nur einmal zu früh.',
  'Es gibt schnellere Wege über den {river}. {person} kennt sie alle und nimmt keinen.',
  'Woran sich ein Ort erinnert, wenn das Wasser sinkt, erzählt von denen, die ihn ausgefegt haben.',
  'Alles in {place} wird repariert, und nichts wird jemals ganz fertig.',
  'Wir baten {person} um eine Stunde und blieben drei Tage.',
  'Ein langer Blick auf ein kurzes Stück Wasser und auf die Leute, die es offen halten.',
  'Über Geduld, Tauwerk und den Unterschied zwischen Verspätung und Pause.',
  'Die Arbeit, die niemand sieht, an dem Fluss, den alle überqueren.',
  'Durch manche Orte kommt man nur hindurch. {place} stört das weniger, als man denkt.',
  'Wie eine kleine Überfahrt zwei Brücken, eine Eisenbahn und einen Plan überlebte.',
] as const;

export const openings = [
  'Das erste Boot verlässt {place} um zehn nach sechs, und {person} ist dann schon zwei Stunden auf den Beinen.',
  'Wer auf der Straße nach {place} kommt, fährt daran vorbei; gebaut wurde es, um vom {river} aus gesehen zu werden.',
  'Am Kai von {place} steht ein Stuhl, auf dem niemand sitzt und den seit neunzehn Jahren niemand verrückt hat.',
  'Am Tag meiner Ankunft hatte der {river} die Farbe von Tee und war etwa so schnell wie ein Mensch, der liest.',
  '{person} hält in {place} drei Uhren in Gang und traut derjenigen, die stehen geblieben ist.',
  'Alle sind sich einig, dass die Überfahrt elf Minuten dauert. Elf Minuten hat sie noch nie gedauert.',
  'Man hört {place}, bevor man es sieht: eine Kette, eine Möwe, jemand, der über einen Kessel lacht.',
  'Der alte Name für dieses Stück des {river} bedeutet entweder „die Wende“ oder „die Schuld“, je nachdem, wen man fragt.',
] as const;

export const observations = [
  'Das Wasser fließt hier weniger, als dass es sich anders besinnt.',
  'Um neun ist der Nebel fort, und der ganze Lauf liegt da wie ein gedeckter Tisch vor den Gästen.',
  'Ein Kormoran trocknet seine Flügel auf dem dritten Pfahl, immer auf dem dritten, und fehlt er, so hat die Fähre Verspätung.',
  'Die Planken sind grau, wo man geht, und schwarz, wo man nicht geht, sodass der Kai seine eigene Karte ist.',
  'Jemand hat die Tiefe auf die eine Wand in Fuß und auf die andere in Metern gemalt, und sie stimmen nicht überein.',
  'Es riecht nach Teer und geschnittenem Schilf und darunter nach dem kalten Münzgeruch des Flusses selbst.',
  'Am Nachmittag kommt das Licht tief unter der Brücke herein und schreibt an die Decke des Bootshauses.',
  'Kinder zählen von der Mauer aus die Kähne, und den Kratzern nach tun sie das seit einem Jahrhundert.',
  'Dreht der Wind nach Osten, so beginnen die Fallen eines nach dem anderen zu klappern, wie ein langsamer Streit.',
  'Die Ebbe legt eine Reihe von Pfosten frei, die keine Karte erklärt und jeder Einheimische anders.',
  'Es ist jene Art von Stille, die aus kleinen Geräuschen besteht, und jedes wartet, bis es an der Reihe ist.',
  'Nichts ist hier gerade, außer dem Horizont, den die Leute ein wenig angeberisch finden.',
  'Bei Niedrigwasser liest man das Ufer wie den Schnitt eines Buches: Lehm, Asche, Lehm, Muscheln, Lehm.',
  'Die Schwäne haben den Fahrplan gelernt und warten, wenn das Brot vom Boot kommt.',
  'Selbst der Regen scheint über dem Becken langsamer zu fallen, als hätte man ihn gebeten, auf die Oberfläche zu achten.',
] as const;

export const work = [
  '{person} schmiert das Schützenwerk mit etwas aus einem Marmeladenglas und verrät nicht, was es ist.',
  'Die Arbeit besteht zu neun Teilen aus Hinsehen und zu einem aus Heben, und das Heben ist der leichte Teil.',
  'Jedes Frühjahr kommen die Leinen herunter, werden gewaschen, an die Mauer gehängt und genau dort wieder festgemacht, wo sie waren.',
  'Das Tagwerk steht in einem Buch mit marmoriertem Einband; die Einträge haben drei Wörter, und zwei davon sind das Wetter.',
  'Der Motor ist älter als die Besatzung. Er springt beim zweiten Versuch an, und den ersten zu erwähnen gilt als unhöflich.',
  'Vierzig Jahre lang tauschten sie jedes Jahr eine Planke, und nun weiß niemand mehr, welches Boot es ist.',
  'Im Oktober kommt ein Bagger, nimmt mit, was der {river} hinterlassen hat, und bekommt keinen Dank.',
  'Der Zoll ist derselbe, seit die Bahn geschlossen wurde, denn ihn zu erhöhen hieße neue Karten drucken.',
  'Dafür gibt es einen Knoten, sagt {person}, und es gibt einen besseren Knoten, und es gibt den, den wir nehmen.',
  'Um das Tor zu öffnen, lehnt man sich dagegen, bis es seine Meinung ändert.',
  'Die meisten Reparaturen werden aus anderen Reparaturen gemacht. Der älteste Teil des Siels ist ein Bolzen, und man hängt an ihm.',
  'Er zeigte mir, wie man die Strömung mit einem Blatt beurteilt und das Blatt mit einem langen Blick.',
  'Das Büro hat ein Fenster, und alles, worauf es ankommt, zieht irgendwann daran vorbei.',
] as const;

export const history = [
  'Die erste Überfahrt wurde in einem Jahr mit drei Fluten genehmigt, mit der Begründung, dass es jemand tun müsse.',
  'Ein Zollbuch aus dem Winter des langen Eises verzeichnet zwei Hochzeiten, ein Klavier und neunzig Gänse, alles voll bezahlt.',
  'Die Brücke sollte die Fähre beenden. Das tat sie auch, einen Sommer lang; dann wurde die Brücke wegen Reparaturen gesperrt, und hier sind wir.',
  'Im Archiv liegt der Plan für einen doppelt so großen Hafen, unterschrieben, gesiegelt und seither als Tischtuch benutzt.',
  'Zwei Gemeinden beanspruchten die Insel, und keine wollte ihre Mauer flicken, sodass sie immer gut besucht und schlecht umzäunt war.',
  'Morgens nahm die Mühle das Wasser, abends nahmen es die Kähne, und der Streit ernährte drei Anwälte.',
  'Als die Bahn kam, leerten sich die Speicher in einem Jahr; als sie ging, füllten sie sich wieder, mit Menschen.',
  'Die große Flut ließ ihr Zeichen an der Kirchentür, und eine spätere hielt aus Höflichkeit knapp darunter an.',
  'Alte Karten zeigen {place} am falschen Ufer. Die Karten hatten recht; gewandert ist der {river}.',
] as const;

export const people = [
  '„Man steuert es nicht“, sagt {person}. „Man schlägt vor.“',
  '„Meine Großmutter hat hier mit einem Bett auf einem Karren übergesetzt“, erzählte mir {person}. „Sie sagte, das Bett habe weniger geklagt als das Pferd.“',
  '„Die Leute fragen, wann wir öffnen“, sagt {person}. „Ich sage ihnen: wenn das Wasser es tut.“',
  'Ich fragte {person}, was sich in dreißig Jahren geändert habe. Es folgte eine lange Pause. „Die Schuhe“, lautete die Antwort.',
  '„Wenn du hineinfällst“, erklärte {person}, „dann bei Ebbe. Da ist es wärmer, und man vermisst dich früher.“',
  'Ein Mann mit einem Hund kommt jeden Tag um vier. Niemand weiß, wie der Mann heißt; der Hund heißt Admiral.',
  '„Der Kniff ist, nicht zum anderen Ufer zu sehen“, sagt {person}. „Davon wird es nur weiter.“',
  'Die Postbotin setzt mit den Briefen über, trinkt drüben eine Tasse Tee und kommt mit den Antworten zurück.',
  '„Wir haben versucht, schneller zu sein“, gibt {person} zu. „Es hat die Fahrgäste erschreckt.“',
] as const;

export const closings = [
  'Als ich ging, war der Stuhl am Kai noch immer leer, und das Licht war herumgewandert, um darin Platz zu nehmen.',
  'Das letzte Boot ging in der Dämmerung, mit einem Fahrgast und einem Fahrrad. {person} hob die Hand, wie zu beiden gleichermaßen.',
  'Da hatte die Tide schon gewechselt, und alles, was den ganzen Morgen in die eine Richtung gezeigt hatte, zeigte ohne Aufhebens in die andere.',
  'Ich verpasste die Überfahrt um eine Minute und war froh über die Stunde, die sie mir schenkte.',
  'Irgendwo flussauf regnete es bereits. Der {river} wusste es und hatte begonnen, seine Sachen wegzuräumen.',
  'Es wird eine weitere Fähre geben. Es hat immer eine weitere Fähre gegeben; das ist ja der ganze Gedanke.',
] as const;

export const headings = [
  'Stillwasser',
  'Die Morgenrunde',
  'Was das Buch sagt',
  'Am anderen Ufer',
  'Eine Frage der Pegel',
  'Nach dem Eis',
  'Hände und Werkzeug',
  'Kleine Stunden',
] as const;

export const rivers = [
  'Orrin',
  'Untertarn',
  'Harrow',
  'Altgraben',
  'Sorrel',
  'Wick',
  'Pennant',
  'Marrow',
] as const;

/** Of authors and tags, by slug. */
export const roles: Record<string, string> = {
  'ines-halloran': 'Redaktion',
  'tobias-renn': 'Reportagen',
  'amara-osei': 'Bilder und Worte',
  'lucian-vale': 'Geschichte',
  'petra-lindqvist': 'Ökologie',
  'joao-ferraz': 'Boote und Reparaturen',
  'miriam-katz': 'Essays',
  'dov-ashworth': 'Essen',
  'sunniva-berg': 'Karten',
  'kenji-moriwaki': 'Klang',
};

export const tagNames: Record<string, string> = {
  ferries: 'Fähren',
  locks: 'Schleusen',
  tides: 'Gezeiten',
  repairs: 'Reparaturen',
  birds: 'Vögel',
  maps: 'Karten',
  winter: 'Winter',
  food: 'Essen',
  walking: 'Zu Fuß',
  work: 'Arbeit',
  floods: 'Fluten',
  bridges: 'Brücken',
};
