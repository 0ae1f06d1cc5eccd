/**
 * Scores that were published with the network: epochs 300 to 305 of the table of the research simulator, rules of October 2024
 * (allora-network/allora-chain, x/emissions/module/rewards, Apache-2.0). Losses are log10, in dex. A test compares the
 * numbers with that table, where it is present.
 */

/** An inferer in one epoch. */
export interface PublishedInferer {
  epoch: number;
  networkLoss: number;
  /** Network loss without the worker. */
  oneOut: number;
  score: number;
  /** Share of the rewards of all inferers. */
  fraction: number;
}

/** One of three forecasters in one epoch. */
export interface PublishedForecaster {
  epoch: number;
  networkLoss: number;
  naiveLoss: number;
  /** Loss of the naive network with the forecaster. */
  oneIn: number;
  oneOut: number;
  score: number;
}

export const FORECASTERS = 3;

export const PUBLISHED_INFERERS: readonly PublishedInferer[] = [
  {
    epoch: 300,
    networkLoss: -3.9073687008674196,
    oneOut: -3.6616094910029315,
    score: 0.24575920986448807,
    fraction: 0.04076693952777525,
  },
  {
    epoch: 300,
    networkLoss: -3.9073687008674196,
    oneOut: -3.5341670437782375,
    score: 0.37320165708918207,
    fraction: 0.07491213986268967,
  },
  {
    epoch: 300,
    networkLoss: -3.9073687008674196,
    oneOut: -2.3168664175978035,
    score: 1.590502283269616,
    fraction: 0.7864326040783544,
  },
  {
    epoch: 300,
    networkLoss: -3.9073687008674196,
    oneOut: -3.726913227426862,
    score: 0.18045547344055768,
    fraction: 0.028911924536161857,
  },
  {
    epoch: 300,
    networkLoss: -3.9073687008674196,
    oneOut: -3.552671694276326,
    score: 0.3546970065910937,
    fraction: 0.06897639199501879,
  },
  {
    epoch: 301,
    networkLoss: -3.827041560629895,
    oneOut: -3.91864687788301,
    score: -0.09160531725311527,
    fraction: 0.04784635614082218,
  },
  {
    epoch: 301,
    networkLoss: -3.827041560629895,
    oneOut: -3.826541846899916,
    score: 0.0004997137299787013,
    fraction: 0.07993620525761799,
  },
  {
    epoch: 301,
    networkLoss: -3.827041560629895,
    oneOut: -4.0425814171714345,
    score: -0.21553985654153962,
    fraction: 0.023693259631750292,
  },
  {
    epoch: 301,
    networkLoss: -3.827041560629895,
    oneOut: -3.8295823219042315,
    score: -0.002540761274336667,
    fraction: 0.07860702832256061,
  },
  {
    epoch: 301,
    networkLoss: -3.827041560629895,
    oneOut: -3.3541663555873416,
    score: 0.4728752050425533,
    fraction: 0.769917150647249,
  },
  {
    epoch: 302,
    networkLoss: -4.268034301375579,
    oneOut: -2.9884858841496813,
    score: 1.2795484172258975,
    fraction: 0.4389519549922568,
  },
  {
    epoch: 302,
    networkLoss: -4.268034301375579,
    oneOut: -4.9232697667169605,
    score: -0.6552354653413817,
    fraction: 0.0011648179332174856,
  },
  {
    epoch: 302,
    networkLoss: -4.268034301375579,
    oneOut: -2.8379223304335865,
    score: 1.4301119709419923,
    fraction: 0.5258228976054227,
  },
  {
    epoch: 302,
    networkLoss: -4.268034301375579,
    oneOut: -4.052395952687329,
    score: 0.21563834868825005,
    fraction: 0.0335795684416161,
  },
  {
    epoch: 302,
    networkLoss: -4.268034301375579,
    oneOut: -5.145891870072761,
    score: -0.8778575686971823,
    fraction: 0.0004807610274869878,
  },
  {
    epoch: 303,
    networkLoss: -3.775052681905373,
    oneOut: -3.6425006166651914,
    score: 0.1325520652401817,
    fraction: 0.10621351520578254,
  },
  {
    epoch: 303,
    networkLoss: -3.775052681905373,
    oneOut: -3.7781774423518204,
    score: -0.0031247604464472722,
    fraction: 0.06455329374483738,
  },
  {
    epoch: 303,
    networkLoss: -3.775052681905373,
    oneOut: -3.676482860591498,
    score: 0.09856982131387504,
    fraction: 0.09390070404331761,
  },
  {
    epoch: 303,
    networkLoss: -3.775052681905373,
    oneOut: -4.052830926934573,
    score: -0.2777782450291997,
    fraction: 0.022777110088919555,
  },
  {
    epoch: 303,
    networkLoss: -3.775052681905373,
    oneOut: -3.0245380004827647,
    score: 0.7505146814226085,
    fraction: 0.7125553769171429,
  },
  {
    epoch: 304,
    networkLoss: -6.273522134855024,
    oneOut: -6.839643500128677,
    score: -0.566121365273653,
    fraction: 0.0012741332448089203,
  },
  {
    epoch: 304,
    networkLoss: -6.273522134855024,
    oneOut: -5.310644844787371,
    score: 0.9628772900676532,
    fraction: 0.205831225042237,
  },
  {
    epoch: 304,
    networkLoss: -6.273522134855024,
    oneOut: -4.223294125572171,
    score: 2.0502280092828524,
    fraction: 0.6874972307970747,
  },
  {
    epoch: 304,
    networkLoss: -6.273522134855024,
    oneOut: -5.695439710737161,
    score: 0.5780824241178628,
    fraction: 0.08361645952111778,
  },
  {
    epoch: 304,
    networkLoss: -6.273522134855024,
    oneOut: -6.104840762427095,
    score: 0.1686813724279288,
    fraction: 0.021780951394761525,
  },
  {
    epoch: 305,
    networkLoss: -4.296671683662873,
    oneOut: -3.5285998642266776,
    score: 0.7680718194361953,
    fraction: 0.2887414637673435,
  },
  {
    epoch: 305,
    networkLoss: -4.296671683662873,
    oneOut: -4.233664230137009,
    score: 0.06300745352586379,
    fraction: 0.036066080627089825,
  },
  {
    epoch: 305,
    networkLoss: -4.296671683662873,
    oneOut: -4.817044509865605,
    score: -0.5203728262027321,
    fraction: 0.004596072591614297,
  },
  {
    epoch: 305,
    networkLoss: -4.296671683662873,
    oneOut: -4.391932055227468,
    score: -0.09526037156459477,
    fraction: 0.020867400391336964,
  },
  {
    epoch: 305,
    networkLoss: -4.296671683662873,
    oneOut: -3.0890471276278726,
    score: 1.2076245560350003,
    fraction: 0.6497289826226152,
  },
];

export const PUBLISHED_FORECASTERS: readonly PublishedForecaster[] = [
  {
    epoch: 300,
    networkLoss: -3.9073687008674196,
    naiveLoss: -3.6813458856540295,
    oneIn: -3.3702017082246414,
    oneOut: -4.436767035844435,
    score: -0.4748347955901083,
  },
  {
    epoch: 300,
    networkLoss: -3.9073687008674196,
    naiveLoss: -3.6813458856540295,
    oneIn: -3.5000929937353615,
    oneOut: -4.092484467161524,
    score: -0.18415004770024557,
  },
  {
    epoch: 300,
    networkLoss: -3.9073687008674196,
    naiveLoss: -3.6813458856540295,
    oneIn: -4.549576738807851,
    oneOut: -3.3822789693866495,
    score: 0.610875011899033,
  },
  {
    epoch: 301,
    networkLoss: -3.827041560629895,
    naiveLoss: -3.024604657260011,
    oneIn: -3.8044078702456607,
    oneOut: -3.846051845510216,
    score: 0.18069308958617147,
  },
  {
    epoch: 301,
    networkLoss: -3.827041560629895,
    naiveLoss: -3.024604657260011,
    oneIn: -4.029189378403539,
    oneOut: -3.6718095943048077,
    score: 0.3675701550296975,
  },
  {
    epoch: 301,
    networkLoss: -3.827041560629895,
    naiveLoss: -3.024604657260011,
    oneIn: -3.711494902433741,
    oneOut: -3.8473330709545994,
    score: 0.15650392854990414,
  },
  {
    epoch: 302,
    networkLoss: -4.268034301375579,
    naiveLoss: -3.7569519074933706,
    oneIn: -3.4305638681431425,
    oneOut: -5.950075117500959,
    score: -1.3431276219315924,
  },
  {
    epoch: 302,
    networkLoss: -4.268034301375579,
    naiveLoss: -3.7569519074933706,
    oneIn: -3.783487240359838,
    oneOut: -3.7112356492126115,
    score: 0.4242328223388423,
  },
  {
    epoch: 302,
    networkLoss: -4.268034301375579,
    naiveLoss: -3.7569519074933706,
    oneIn: -3.8303862961543227,
    oneOut: -4.73322899371478,
    score: -0.33053742208916304,
  },
  {
    epoch: 303,
    networkLoss: -3.775052681905373,
    naiveLoss: -1.9306694292551756,
    oneIn: -4.048718995738731,
    oneOut: -3.61580923704328,
    score: 0.6489449752674585,
  },
  {
    epoch: 303,
    networkLoss: -3.775052681905373,
    naiveLoss: -1.9306694292551756,
    oneIn: -3.773983542404223,
    oneOut: -3.7639920352568383,
    score: 0.469124013273663,
  },
  {
    epoch: 303,
    networkLoss: -3.775052681905373,
    naiveLoss: -1.9306694292551756,
    oneIn: -3.6449866178968637,
    oneOut: -3.909789217307866,
    score: 0.32752689560855247,
  },
  {
    epoch: 304,
    networkLoss: -6.273522134855024,
    naiveLoss: -5.469778340470696,
    oneIn: -6.1204359788144655,
    oneOut: -6.312759108959678,
    score: 0.1332366790074515,
  },
  {
    epoch: 304,
    networkLoss: -6.273522134855024,
    naiveLoss: -5.469778340470696,
    oneIn: -6.237877931918684,
    oneOut: -6.258163653041627,
    score: 0.20354375922204482,
  },
  {
    epoch: 304,
    networkLoss: -6.273522134855024,
    naiveLoss: -5.469778340470696,
    oneIn: -6.4823022872766405,
    oneOut: -6.044284063213213,
    score: 0.42505954043284455,
  },
  {
    epoch: 305,
    networkLoss: -4.296671683662873,
    naiveLoss: -2.479790869692937,
    oneIn: -3.785358517911237,
    oneOut: -4.7918965113959695,
    score: -0.0450267087452475,
  },
  {
    epoch: 305,
    networkLoss: -4.296671683662873,
    naiveLoss: -2.479790869692937,
    oneIn: -3.94535275524517,
    oneOut: -4.467961002502329,
    score: 0.23792348225846627,
  },
  {
    epoch: 305,
    networkLoss: -4.296671683662873,
    naiveLoss: -2.479790869692937,
    oneIn: -5.681394151754209,
    oneOut: -3.8626103271591496,
    score: 1.1259468378931103,
  },
];
