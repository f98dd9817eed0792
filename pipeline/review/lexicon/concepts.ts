/**
 * What draft and superior may call by different names. A row is one idea; a text holds it when one of its words stands there.
 * `weight`: how far it singles out a rule (3 distinctive · 2 telling · 1 common). `kind` says what part it plays in a rule:
 * an act or object must meet; a person, time or place may narrow it.
 */
export interface Concept {
  readonly id: string;
  readonly kind: 'act' | 'object' | 'person' | 'time' | 'mode';
  readonly weight: 1 | 2 | 3;
  readonly words: RegExp;
  readonly source: string;
}

const JF = '中办、国办《关于减轻中小学教师负担进一步营造教育教学良好环境的若干意见》（2019）';
const JST = '教师厅〔2025〕2号';
const SJ = '中办、国办《关于进一步减轻义务教育阶段学生作业负担和校外培训负担的意见》（2021）';
const WG = '教育部五项管理通知（作业、睡眠、手机、读物、体质，2021）';
const YB = '公文通用语';

const c = (id: string, kind: Concept['kind'], weight: Concept['weight'], words: RegExp, source: string): Concept => ({
  id,
  kind,
  weight,
  words,
  source,
});

export const CONCEPTS: readonly Concept[] = [
  // who
  c('teacher', 'person', 1, /教师|教职[员]?工|老师|师生|班主任|教员|教育工作者/, YB),
  c('student', 'person', 1, /学生|师生|中小学生|幼儿|未成年人/, YB),
  c(
    'leader',
    'person',
    1,
    /校级(?:领导|干部)|中层干部|行政(?:干部|人员)|校领导|领导班子|值班领导|书记、校长|校长带班|保安|安保人员|物业/,
    YB,
  ),
  c('parent', 'person', 1, /家长|监护人|父母/, YB),
  c('school', 'person', 1, /学校|各校|每校|该校|本校|中小学|幼儿园|校园|园所/, YB),
  // when
  c(
    'holiday',
    'time',
    2,
    /寒暑假|寒假|暑假|假期|节假日|周末|双休日|休息日|周六|周日|无学生在校|国庆|元旦|春节|五一|清明|端午|中秋|长假|小长假|星期[六日天]/,
    JST,
  ),
  c('after-class', 'time', 1, /放学后|课后|课余/, SJ),
  c('night', 'time', 1, /夜间|晚上|晚间|通宵|夜班/, YB),
  // oversight
  c(
    'inspection',
    'act',
    2,
    /督查|检查|督导|(?<!河道|河湖|护河|森林)巡查|抽查|暗访|明察|视导|巡视|督促检查|飞行检查|验收检查/,
    JF,
  ),
  c('assessment', 'act', 2, /考核|考评|评估|测评|评价|打分|量化评分|评定/, JF),
  c('rank', 'act', 3, /排名|排位|排序|名次|位次|晾晒|红黑榜|末位/, JF),
  c('circulate', 'act', 2, /通报|曝光|点名|约谈|督办/, JST),
  c('accountability', 'act', 3, /追责|问责|追究[^，。；]{0,12}责任|责任追究|严肃处理|从严处理|诫勉|处分/, JST),
  c('veto', 'act', 3, /一票否决/, JST),
  c('pledge', 'act', 3, /责任状|责任书|军令状|承诺书/, JST),
  c(
    'award',
    'act',
    2,
    /评比|评选|评优|评先|表彰|命名|授牌|创建示范|示范校|示范学校|示范单位|先进单位|先进集体|创优|争创|达标校|挂牌/,
    JF,
  ),
  c('standard-drive', 'act', 2, /达标活动|达标验收|达标创建/, JST),
  c(
    'hook',
    'act',
    3,
    /挂钩|重要依据|作为[^，。；]{0,10}依据|纳入[^，。；]{0,14}(?:考核|评优|评价|绩效|职称)|与[^，。；]{0,14}(?:绩效|职称|评优|评先|考核)[^，。；]{0,8}(?:联系|关联|挂)|优先推荐|扣分|扣减[^，。；]{0,6}分|考核分|不得评为|取消[^，。；]{0,6}资格/,
    JST,
  ),
  // traces
  c(
    'trace',
    'mode',
    3,
    /(?:照片|视频|截图|录像)[^，。；]{0,8}(?:数量|为准|为据|凭据|依据)|打卡|接龙|签到|留痕|截图|点赞|晒图|积分|在线时长|刷课|转发|集赞/,
    JST,
  ),
  c(
    'upload',
    'act',
    2,
    /上传|发送|推送|报送[^，。；]{0,6}(?:照片|视频|图片)|提交[^，。；]{0,6}(?:照片|视频|图片)/,
    JST,
  ),
  c('photo', 'object', 2, /照片|相片|视频|图片|影像|录像|录制|轨迹|工作场景/, JST),
  c('ledger', 'object', 2, /台账|痕迹|档案盒|佐证|过程性资料|留痕资料|资料汇编/, JST),
  c('account', 'object', 3, /公众号|视频号|抖音号|微博|服务号|小程序/, JF),
  c('app', 'object', 3, /APP|App|app|应用程序|移动应用|客户端|软件|学习平台|政务平台|教育应用/, JF),
  c('group', 'object', 2, /工作群|微信群|QQ群|钉钉群|群组|家长群/, JF),
  c('download', 'act', 3, /下载|安装|注册|关注|实名认证|绑定/, JF),
  c('online-answer', 'act', 3, /网络答题|线上答题|在线答题|知识竞赛|网上答题|答题活动/, JF),
  c('vote', 'act', 3, /网络投票|网上投票|投票|拉票|点赞投票/, JF),
  // forms and surveys
  c('survey', 'act', 2, /问卷|调查|测评|普查|民意|满意度|调研/, JF),
  c(
    'fill-form',
    'act',
    2,
    /填报|填写|填表|报表|报数|统计表|信息采集|数据采集|信息填报|信息统计|数据统计|统计报表|上报数据|报送数据/,
    JF,
  ),
  c(
    'participation',
    'object',
    3,
    /参与率|达标率|完成率|参加率|签到率|知晓率|下载率|注册率|关注率|覆盖率须|答题率|投票率/,
    '闽委办发 福建省中小学教师减负清单（2020）',
  ),
  c('summary', 'object', 2, /总结|小结|工作报告|汇报材料|书面材料|文字材料|简报|报告/, JF),
  c(
    'repeat-report',
    'act',
    3,
    /再次(?:报送|提供|提交|上报|填报)|重新报送|分别向[^，。；]{1,8}(?:采集|填报|报送)|重复上报|多头填写|多头填报|重复报送|重复填报/,
    JF,
  ),
  c('essay', 'object', 3, /心得体会|心得|读后感|学习笔记|手抄报|征文|观后感/, JF),
  // duties outside teaching
  c('river', 'act', 3, /巡河|护河|河道[^，。；]{0,4}(?:巡|保洁)|河湖巡|巡护|河长|清河|水域巡/, JST),
  c('forest', 'act', 3, /护林|森林防火|巡山|防火巡|秸秆禁烧|禁烧/, JST),
  c('street', 'act', 3, /上街|街头|路口|文明劝导|交通劝导|交通疏导|站岗执勤|沿街/, JST),
  c('patrol-duty', 'act', 2, /执勤|站岗|值勤|维持[^，。；]{0,6}秩序|劝导|协管|引导员|讲解员/, JST),
  c('ceremony', 'act', 3, /庆典|典礼|开业|剪彩|汇演|演出|展览|展演|节庆|商演|站台|方阵|联欢/, JST),
  c('investment', 'act', 3, /招商|拆迁|征地|征迁|征收补偿|信访维稳|维稳|拆违|禁毒入户|殡葬/, JF),
  c('household', 'act', 3, /入户|走访群众|逐户|包片|包户|扫楼|敲门|包保|包联|联户|网格员|网格化?服务/, JF),
  c('community', 'object', 2, /社区|街道|居委会|小区|村居|乡镇/, JF),
  c('collect-fees', 'act', 3, /征缴|医保缴费|社保缴费|催缴|缴费动员|电费|保险推销/, JF),
  c('sales', 'act', 3, /认购|购买指定|推销|消费扶贫|代购|摊派|订阅任务|征订/, JF),
  c(
    'campaign-city',
    'object',
    2,
    /文明城市|卫生城市|全国文明|创城|创卫|创建文明|城市创建|绿色城市|宜居城市|旅游城市|园林城市|森林城市|创优评先|文明、卫生|双拥模范/,
    JF,
  ),
  c(
    'special-work',
    'object',
    2,
    /扫黑除恶|防灾减灾|禁毒|防艾|消防安全|安全生产|维护稳定|反诈|反电诈|平安建设|国防教育|普法/,
    JF,
  ),
  c(
    'cleaning',
    'act',
    3,
    /清扫|保洁|捡拾垃圾|清理(?:小广告|垃圾|积雪|河道|杂物)|垃圾清理|卫生大扫除|除雪|清淤|打扫街/,
    JF,
  ),
  // campus activities and lists
  c('campus-visit', 'object', 2, /进校园|进学校|进课堂|入校|到校开展|走进校园|进入校园|进入中小学|校园活动|进校/, JST),
  c('whitelist', 'object', 2, /白名单|准入清单|年度清单|准入标准|清单/, JST),
  c('social-affair', 'object', 2, /社会事务|宣传教育活动|专项宣传|主题活动|宣传活动|主题教育活动/, JST),
  c('commercial', 'object', 3, /商业广告|广告|商业活动|冠名|营销|促销|推介|产品宣传/, JF),
  c('religion', 'object', 3, /宗教/, JF),
  // people lent
  c('secondment', 'act', 3, /借调|借用|抽调|跟班学习|跟班|工作专班|挂职锻炼|上挂|选调|驻点工作|顶岗锻炼/, JST),
  c('extension', 'act', 3, /延期|延长|续借|顺延|续期|展期/, JST),
  c('duty-roster', 'act', 3, /值班|值守|护校|轮值|坐班|带班/, JST),
  c('invigilate', 'act', 3, /监考/, JST),
  c('exam-service', 'act', 3, /社会考试|监考|考务|承办考试|社会化考试/, JST),
  c('training-teacher', 'act', 2, /培训|研修|继续教育|轮训/, JST),
  c('lecture', 'act', 2, /讲座|宣讲|报告会/, YB),
  // meetings and papers
  c(
    'meeting',
    'object',
    2,
    /会议|开会|大会|推进会|动员会|部署会|例会|座谈会|现场会|视频会|调度会|启动会|工作会|专题会|会期|会风/,
    JF,
  ),
  c('speech', 'act', 2, /讲话|发言|致辞|表态/, JF),
  c('paper', 'object', 2, /发文|印发文件|文件|红头|配套文件/, JF),
  c('attend', 'act', 1, /参会|参加会议|出席|陪会|陪同/, JF),
  c('welcome', 'act', 3, /迎来送往|陪同|接待|欢迎标语|踩点|经典线路|调研线路|彩排/, YB),
  // homework, classes, sleep
  c('homework', 'object', 2, /作业|习题/, SJ),
  c('written-homework', 'object', 3, /书面[^，。；]{0,6}作业|家庭作业|书面家庭作业/, SJ),
  c('parent-homework', 'act', 3, /(?:给|要求|向)家长[^，。；]{0,6}布置|家长[^，。；]{0,10}作业|亲子作业/, SJ),
  c('assign', 'act', 1, /布置|安排|发放|要求完成/, SJ),
  c('correct', 'act', 3, /批改|批阅|互批|互改|代批|自批|自改|判作业|改作业/, SJ),
  c(
    'self-correct',
    'mode',
    3,
    /自批|自改|自行(?:订正|批改|对照)|互批|互改|代批|代改|小组长批|学生批改|同学(?:互相|之间)?批|组长[^，。；]{0,4}批|交换[^，。；]{0,4}批/,
    SJ,
  ),
  c(
    'punish-homework',
    'mode',
    3,
    /惩罚性|重复性|机械性|惩罚(?:学生|违纪)|作业惩罚|罚抄|罚写|以示惩罚|加倍[^，。；]{0,4}(?:抄|写|完成|作业)|抄写\d|抄[^，。；]{0,4}遍/,
    SJ,
  ),
  c('after-school', 'object', 2, /课后服务|延时服务|托管|课后托管|晚自习|晚托/, SJ),
  c(
    'new-lesson',
    'act',
    3,
    /集体授课|集体补课|上新课|讲授新课|补课|教学延伸|刷题|讲新课|统一授课|新授课|讲授?[^，。；]{0,6}新课|集中授课|新课教学|上新课|统一补课/,
    SJ,
  ),
  c('tutoring', 'object', 2, /校外培训|培训机构|学科类培训|学科培训|辅导班|补习|有偿补课/, SJ),
  c('online-training', 'object', 2, /线上培训|网课|直播课|在线培训/, SJ),
  c('offline-training', 'object', 2, /线下培训|面授/, SJ),
  c(
    'exam-rank',
    'act',
    3,
    /(?:考试|成绩|分数)[^，。；]{0,8}(?:排名|排队|公布|张榜)|公布[^，。；]{0,6}(?:成绩|名次)|成绩排名|(?:排出|公布|张贴|张榜)[^，。；]{0,8}(?:名次|前[\d一二三四五六七八九十]+名)|前[\d一二三四五六七八九十]+名[^，。；]{0,12}(?:公布|公示|张贴|张榜)|考试排名/,
    SJ,
  ),
  c('unified-exam', 'act', 3, /统考|联考|月考|周测|周考|期中考试|摸底考试|分班考试|选拔考试/, SJ),
  c('enrol', 'act', 2, /招生|掐尖|入学|择校|分班|重点班|快慢班|实验班/, '《义务教育法》第二十二条'),
  c('promotion-target', 'object', 3, /升学率|升学指标|上线率|中高考指标|重点率|一本率/, SJ),
  c('phone', 'object', 3, /手机|电子产品|平板/, WG),
  c('sleep', 'object', 2, /睡眠|就寝|起床|午休|到校时间|早读|早自习/, WG),
  c('fee', 'act', 2, /收费|代收费|费用|收取|捐款|集资|摊派|赞助/, '《义务教育法》第二十五条'),
  c('textbook', 'object', 2, /教辅|教材|读物|资料征订|练习册|校服|文具/, WG),
  c('curriculum', 'object', 2, /课程标准|教学进度|超标|超前|零起点|课时/, SJ),
  c('publish-list', 'act', 2, /公布|公开|公示|发布/, YB),
  c('file-report', 'act', 1, /备案|报备|核备/, YB),
  c('approve', 'act', 1, /审核|审批|批准|同意|核准|审定/, YB),
  c('plan', 'object', 1, /工作方案|活动方案|实施方案|方案|计划/, YB),
  c('suspend-class', 'act', 3, /停课|调课|学生放假/, JF),
  c('display-board', 'object', 3, /展板|汇报片|专题片|横幅|宣传栏/, JF),
  c('written-exam', 'act', 3, /纸笔考试|笔试|书面考试|闭卷/, SJ),
  c('head-attends', 'act', 3, /一把手[^，。；]{0,4}参会|校长本人参|主要负责人(?:必须)?(?:参会|到会)|替会/, JF),
  c('part-time', 'act', 3, /兼课|兼职|有偿补课/, SJ),
  c('meal', 'act', 3, /用餐|就餐|午餐|宴请/, JF),
  // other fields that notices regulate
  c('contract-out', 'act', 3, /承包|发包|委托经营|托管经营/, '《学校食品安全与营养健康管理规定》第二十条'),
  c('tobacco', 'object', 3, /烟草|香烟|酒类/, '《未成年人保护法》第五十九条'),
  c('unhealthy-food', 'object', 3, /高糖|高盐|高脂/, '《学校食品安全与营养健康管理规定》第二十四条'),
  c('vaccine', 'object', 3, /疫苗|接种/, '《传染病防治法》'),
  c(
    'tie-sale',
    'act',
    3,
    /搭售|捆绑销售|(?:须|必须|应当?)[^，。；]{0,12}购买[^，。；]{0,8}(?:保险|理财)/,
    '《消费者权益保护法》第十六条',
  ),
  c(
    'refuse-loan',
    'act',
    3,
    /拒绝[^，。；]{0,12}贷款|不(?:接受|受理|支持)[^，。；]{0,8}贷款/,
    '《住房公积金管理条例》',
  ),
  c(
    'designate',
    'act',
    3,
    /指定[^，。；]{0,8}(?:机构|中介|服务商)|推荐名单[^，。；]{0,4}选择|只能(?:由|从|到)/,
    '《优化营商环境条例》第四十三条',
  ),
  c('extra-fee', 'object', 3, /管理费|评估费|公证费|检测费/, YB),
  c('demolish', 'act', 3, /拆除/, '《公共文化体育设施条例》第二十七条'),
  c('transfer-house', 'act', 3, /转让|上市交易|出售|过户|转租/, '住房类文件通用语'),
  c('buy-house', 'act', 2, /购房|购买住房|买房|新购/, '住房类文件通用语'),
  c('fund-withdraw', 'act', 2, /提取|支取/, '《住房公积金管理条例》'),
  c('fund-deposit', 'act', 2, /缴存|汇缴|补缴/, '《住房公积金管理条例》'),
  c('loan', 'object', 2, /贷款|首付款?|按揭/, '《住房公积金管理条例》'),
  c('subsidy', 'object', 2, /补贴|补助|奖补|津贴/, YB),
  c('mask', 'act', 3, /口罩|测温|扫码|核酸|消毒|通风/, '《传染病防治法》'),
  c('gather', 'act', 2, /集会|聚集|聚会|聚餐|宴席|庙会/, '《传染病防治法》'),
  c('levy', 'act', 2, /征收|核定征收|预缴|代扣|预征/, '《税收征收管理法》'),
  c('tax-extra', 'act', 3, /过头税|摊派税|寅吃卯粮|空转|虚收/, '《税收征收管理法》'),
];
