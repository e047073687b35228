/** The sentences of phrases.ts in French, one for one. {river} brings its article; all of them are feminine, or begin with a vowel. */

export const titles = [
  'Le dernier bac de {place}',
  'Un hiver à {place}',
  'Ce que l’eau laisse à {place}',
  'L’éclusier de {place}',
  'Comment attendre à {place}',
  'Réparer un bateau à {place}',
  'Onze matins à {place}',
  'La carte qui oubliait {place}',
  'Brève histoire du pont de {place}',
  'Petit déjeuner à {place}',
  'La nuit où {place} fut inondé',
  'Compter les oiseaux à {place}',
  'Le son de {place} avant l’aube',
  'Deux heures d’étale à {place}',
  'Lettres de {place}',
  'À qui appartient la vase de {place} ?',
  'L’apprenti de {place}',
  'À pied de {place} jusqu’à la mer',
  'L’annuaire des marées de {place}',
  'Une porte dans le mur à {place}',
  'Pourquoi personne ne se presse à {place}',
  'Le héron de {place}',
  'Petites réparations à {place}',
  'Payer le péage à {place}',
] as const;

export const summaries = [
  'Un matin sur {river} avec {person}, qui n’a jamais été en avance.',
  'Il existe des façons plus rapides de traverser {river}. {person} les connaît toutes et n’en prend aucune.',
  'Ce dont un lieu se souvient quand l’eau redescend, raconté par ceux qui l’ont balayé.',
  'Tout se répare à {place}, et rien n’est jamais tout à fait fini.',
  'Nous avions demandé une heure à {person} ; nous sommes restés trois jours.',
  'Un long regard sur un court morceau d’eau, et sur ceux qui le gardent ouvert.',
  'De la patience, du cordage, et de la différence entre un retard et une pause.',
  'Le travail que personne ne voit, sur la rivière que tout le monde traverse.',
  'Certains lieux ne servent qu’à passer. {place} s’en plaint moins qu’on ne croirait.',
  'Comment une petite traversée a survécu à deux ponts, un chemin de fer et un projet.',
] as const;

export const openings = [
  'Le premier bateau quitte {place} à six heures dix, et {person} est debout depuis deux heures déjà.',
  'Par la route, on manque {place} ; l’endroit fut bâti pour être vu depuis {river}.',
  'Sur le quai de {place}, il y a une chaise où personne ne s’assied, et que personne n’a déplacée depuis dix-neuf ans.',
  'Le jour de mon arrivée, {river} avait la couleur du thé et allait à peu près à la vitesse de quelqu’un qui lit.',
  '{person} tient trois horloges à {place} et se fie à celle qui s’est arrêtée.',
  'Chacun convient que la traversée dure onze minutes. Elle n’a jamais duré onze minutes.',
  'On entend {place} avant de le voir : une chaîne, une mouette, quelqu’un qui rit devant une bouilloire.',
  'Le vieux nom de ce tronçon signifie « le tournant » ou « la dette », selon la personne qu’on interroge ; {river}, elle, n’en dit rien.',
] as const;

export const observations = [
  'L’eau, ici, coule moins qu’elle ne se ravise.',
  'À neuf heures la brume est partie, et tout le bief est dressé comme une table avant les invités.',
  'Un cormoran sèche ses ailes sur le troisième poteau, toujours le troisième, et le bac est en retard s’il n’y est pas.',
  'Les planches sont grises où l’on marche et noires où l’on ne marche pas, si bien que le quai est sa propre carte.',
  'Quelqu’un a peint la profondeur en pieds sur un mur et en mètres sur l’autre, et les deux ne s’accordent pas.',
  'Cela sent le goudron et le roseau coupé, et dessous, l’odeur froide de pièce de monnaie de la rivière elle-même.',
  'L’après-midi, la lumière entre bas sous le pont et écrit au plafond du hangar à bateaux.',
  'Des enfants comptent les péniches depuis le mur, et le font, à en juger par les rayures, depuis un siècle.',
  'Quand le vent passe à l’est, les drisses s’y mettent l’une après l’autre, comme une dispute lente.',
  'Le jusant découvre une rangée de pieux qu’aucune carte n’explique et que chacun ici explique autrement.',
  'C’est le genre de silence qui est fait de petits bruits, chacun attendant son tour.',
  'Rien n’est droit ici, sauf l’horizon, que les gens trouvent un peu prétentieux.',
  'À marée basse on lit la berge comme la tranche d’un livre : argile, cendre, argile, coquilles, argile.',
  'Les cygnes ont appris l’horaire et attendent quand le pain descend du bateau.',
  'Même la pluie semble tomber plus lentement sur le bassin, comme si on lui avait dit de ménager la surface.',
] as const;

export const work = [
  '{person} graisse les vannes avec quelque chose qui vient d’un pot de confiture et refuse de dire ce que c’est.',
  'Le métier, c’est neuf parts de regard et une part de levage, et le levage est la part facile.',
  'Chaque printemps on descend les amarres, on les lave, on les pend le long du mur, et on les remet exactement aux mêmes endroits.',
  'Le travail du jour s’inscrit dans un registre à couverture marbrée ; les notes font trois mots, dont deux pour le temps.',
  'Le moteur est plus vieux que l’équipage. Il démarre au deuxième essai, et il est impoli de mentionner le premier.',
  'Pendant quarante ans ils ont changé une planche par an, et plus personne ne sait dire quel bateau c’est.',
  'Une drague vient en octobre, emporte ce que {river} a laissé, et personne ne la remercie.',
  'Le péage n’a pas bougé depuis la fermeture du chemin de fer, car l’augmenter obligerait à imprimer de nouveaux billets.',
  'Il y a un nœud pour cela, dit {person}, il y a un meilleur nœud, et il y a celui que nous faisons.',
  'Pour ouvrir la porte, on s’y appuie jusqu’à ce qu’elle change d’avis.',
  'La plupart des réparations sont faites d’autres réparations. La plus vieille pièce de la vanne est un boulon, et on y tient.',
  'Il m’a montré comment juger le courant avec une feuille, et la feuille avec un long regard.',
  'Le bureau n’a qu’une fenêtre, et tout ce qui compte finit par passer devant.',
] as const;

export const history = [
  'La première traversée fut autorisée une année de trois crues, au motif qu’il fallait bien que quelqu’un s’en charge.',
  'Un livre de péage de l’hiver des longues glaces recense deux noces, un piano et quatre-vingt-dix oies, le tout payé comptant.',
  'Le pont devait mettre fin au bac. Il y parvint, un été ; puis on ferma le pont pour travaux, et nous voici.',
  'Aux archives dort le plan d’un port deux fois plus grand, signé, scellé, et utilisé depuis comme nappe.',
  'Deux paroisses réclamaient l’île et aucune ne voulait réparer son mur, si bien qu’elle fut toujours bien visitée et mal close.',
  'Le moulin prenait l’eau le matin, les péniches la prenaient le soir, et la querelle nourrit trois avocats.',
  'Quand le train arriva, les entrepôts se vidèrent en un an ; quand il partit, ils se remplirent à nouveau, de gens.',
  'La grande crue laissa sa marque sur la porte de l’église, et une autre, plus tard, s’arrêta par politesse juste en dessous.',
  'Les vieilles cartes placent {place} sur la mauvaise rive. Les cartes avaient raison ; c’est {river} qui a bougé.',
] as const;

export const people = [
  '« On ne le dirige pas, dit {person}. On suggère. »',
  '« Ma grand-mère a traversé ici avec un lit sur une charrette, m’a raconté {person}. Elle disait que le lit se plaignait moins que le cheval. »',
  '« Les gens demandent quand nous ouvrons, dit {person}. Je leur réponds : quand l’eau ouvre. »',
  'J’ai demandé à {person} ce qui avait changé en trente ans. Il y eut un long silence. « Les chaussures », fut la réponse.',
  '« Si vous tombez, m’expliqua {person}, faites-le au jusant. L’eau est plus chaude, et on s’en apercevra plus tôt. »',
  'Un homme vient chaque jour à quatre heures avec un chien. Personne ne sait le nom de l’homme ; le chien s’appelle Amiral.',
  '« L’astuce, c’est de ne pas regarder la rive d’en face, dit {person}. Cela ne fait que l’éloigner. »',
  'La factrice traverse avec les lettres, prend une tasse de thé de l’autre côté, et retraverse avec les réponses.',
  '« Nous avons essayé d’aller plus vite, admet {person}. Cela effrayait les passagers. »',
] as const;

export const closings = [
  'Quand je partis, la chaise du quai était toujours vide, et la lumière avait tourné pour venir s’y asseoir.',
  'Le dernier bateau partit au crépuscule avec un passager et une bicyclette. {person} leva la main, comme pour les deux.',
  'La marée avait alors tourné, et tout ce qui avait pointé d’un côté le matin pointait, sans histoires, de l’autre.',
  'J’ai manqué la traversée d’une minute, et je fus content de l’heure qu’elle m’offrait.',
  'Quelque part en amont, il pleuvait déjà. Le courant le savait, et {river} commençait à ranger ses affaires.',
  'Il y aura un autre bac. Il y a toujours eu un autre bac ; c’est toute l’idée.',
] as const;

export const headings = [
  'L’étale',
  'La ronde du matin',
  'Ce que dit le registre',
  'Sur l’autre rive',
  'Une question de niveaux',
  'Après les glaces',
  'Mains et outils',
  'Petites heures',
] as const;

export const rivers = [
  'l’Orrin',
  'la Petite-Tarn',
  'la Harrow',
  'la Vieille-Coupe',
  'la Sorrel',
  'la Wick',
  'la Pennant',
  'la Marrow',
] as const;

/** Of authors and tags, by slug. */
export const roles: Record<string, string> = {
  'ines-halloran': 'Rédaction',
  'tobias-renn': 'Reportages',
  'amara-osei': 'Images et mots',
  'lucian-vale': 'Histoire',
  'petra-lindqvist': 'Écologie',
  'joao-ferraz': 'Bateaux et réparations',
  'miriam-katz': 'Essais',
  'dov-ashworth': 'Cuisine',
  'sunniva-berg': 'Cartes',
  'kenji-moriwaki': 'Son',
};

export const tagNames: Record<string, string> = {
  ferries: 'Bacs',
  locks: 'Écluses',
  tides: 'Marées',
  repairs: 'Réparations',
  birds: 'Oiseaux',
  maps: 'Cartes',
  winter: 'Hiver',
  food: 'Cuisine',
  walking: 'À pied',
  work: 'Travail',
  floods: 'Crues',
  bridges: 'Ponts',
};
