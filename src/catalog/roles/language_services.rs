//! AI + machine learning: language, speech and `OpenAI`.
//!
//! As in `azure/built-in-roles-raw.json` of iann0036/iam-dataset; see [`FACTS`](super::FACTS).

use super::definition::role_table;

#[rustfmt::skip]
role_table! {
    COGNITIVE_SERVICES_IMMERSIVE_READER_USER = "Cognitive Services Immersive Reader User", "b2de6794-95db-4659-8781-7e080d3f2b9d", "cognitiveServicesImmersiveReaderUser", [] {
        {
            data_actions: ["Microsoft.CognitiveServices/accounts/ImmersiveReader/getcontentmodelforreader/action"],
        }
    }
    COGNITIVE_SERVICES_LUIS_OWNER = "Cognitive Services LUIS Owner", "f72c8140-2111-481c-87ff-72b910f6e3f8", "cognitiveServicesLuisOwner", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/listkeys/action",
                "Microsoft.Authorization/roleAssignments/read", "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/LUIS/*"],
        }
    }
    COGNITIVE_SERVICES_LUIS_READER = "Cognitive Services LUIS Reader", "18e81cdc-4e98-4e29-a639-e7d10c5a6226", "cognitiveServicesLuisReader", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/LUIS/*/read",
                "Microsoft.CognitiveServices/accounts/LUIS/apps/testdatasets/write"],
        }
    }
    COGNITIVE_SERVICES_LUIS_WRITER = "Cognitive Services LUIS Writer", "6322a993-d5c9-4bed-b113-e49bbea25b27", "cognitiveServicesLuisWriter", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/LUIS/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/LUIS/apps/delete",
                "Microsoft.CognitiveServices/accounts/LUIS/apps/move/action",
                "Microsoft.CognitiveServices/accounts/LUIS/apps/publish/action",
                "Microsoft.CognitiveServices/accounts/LUIS/apps/settings/write",
                "Microsoft.CognitiveServices/accounts/LUIS/apps/azureaccounts/action",
                "Microsoft.CognitiveServices/accounts/LUIS/apps/azureaccounts/delete"],
        }
    }
    COGNITIVE_SERVICES_LANGUAGE_OWNER = "Cognitive Services Language Owner", "f07febfe-79bc-46b1-8b37-790e26e6e498", "cognitiveServicesLanguageOwner", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/listkeys/action",
                "Microsoft.Authorization/roleAssignments/read", "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/LanguageAuthoring/*",
                "Microsoft.CognitiveServices/accounts/ConversationalLanguageUnderstanding/*",
                "Microsoft.CognitiveServices/accounts/Language/*",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/TextAnalytics/QnaMaker/*"],
        }
    }
    COGNITIVE_SERVICES_LANGUAGE_READER = "Cognitive Services Language Reader", "7628b7b8-a8b2-4cdc-b46f-e9b35248918e", "cognitiveServicesLanguageReader", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/LanguageAuthoring/*/read",
                "Microsoft.CognitiveServices/accounts/ConversationalLanguageUnderstanding/*/read",
                "Microsoft.CognitiveServices/accounts/ConversationalLanguageUnderstanding/projects/export/action",
                "Microsoft.CognitiveServices/accounts/Language/*/read",
                "Microsoft.CognitiveServices/accounts/Language/*/projects/export/action",
                "Microsoft.CognitiveServices/accounts/Language/query-text/action",
                "Microsoft.CognitiveServices/accounts/Language/query-dataverse/action",
                "Microsoft.CognitiveServices/accounts/Language/analyze-text/jobs/action",
                "Microsoft.CognitiveServices/accounts/Language/analyze-text/action",
                "Microsoft.CognitiveServices/accounts/Language/analyze-text/jobscancel/action",
                "Microsoft.CognitiveServices/accounts/Language/analyze-conversations/action",
                "Microsoft.CognitiveServices/accounts/Language/analyze-conversations/jobscancel/action",
                "Microsoft.CognitiveServices/accounts/Language/analyze-conversations/jobs/action",
                "Microsoft.CognitiveServices/accounts/Language/query-knowledgebases/action",
                "Microsoft.CognitiveServices/accounts/Language/generate/action",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/TextAnalytics/QnaMaker/*"],
        }
    }
    COGNITIVE_SERVICES_LANGUAGE_WRITER = "Cognitive Services Language Writer", "f2310ca1-dc64-4889-bb49-c8e0fa3d47a8", "cognitiveServicesLanguageWriter", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/LanguageAuthoring/*",
                "Microsoft.CognitiveServices/accounts/ConversationalLanguageUnderstanding/*",
                "Microsoft.CognitiveServices/accounts/Language/*",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/LanguageAuthoring/projects/publish/action",
                "Microsoft.CognitiveServices/accounts/ConversationalLanguageUnderstanding/projects/deployments/write",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnaMaker/*",
                "Microsoft.CognitiveServices/accounts/Language/*/projects/delete",
                "Microsoft.CognitiveServices/accounts/Language/*/projects/deployments/write",
                "Microsoft.CognitiveServices/accounts/Language/*/projects/deployments/delete",
                "Microsoft.CognitiveServices/accounts/Language/*/projects/deployments/swap/action"],
        }
    }
    COGNITIVE_SERVICES_METRICS_ADVISOR_ADMINISTRATOR = "Cognitive Services Metrics Advisor Administrator", "cb43c632-a144-4ec5-977c-e80c4affc34a", "cognitiveServicesMetricsAdvisorAdministrator", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/MetricsAdvisor/*"],
        }
    }
    COGNITIVE_SERVICES_METRICS_ADVISOR_USER = "Cognitive Services Metrics Advisor User", "3b20f47b-3825-43cb-8114-4bd2201156a8", "cognitiveServicesMetricsAdvisorUser", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/MetricsAdvisor/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/MetricsAdvisor/stats/*"],
        }
    }
    COGNITIVE_SERVICES_OPENAI_CONTRIBUTOR = "Cognitive Services OpenAI Contributor", "a001fd3d-188f-4b5d-821b-7da978bf7442", "cognitiveServicesOpenaiContributor", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/deployments/write",
                "Microsoft.CognitiveServices/accounts/deployments/delete",
                "Microsoft.CognitiveServices/accounts/raiPolicies/read",
                "Microsoft.CognitiveServices/accounts/raiPolicies/write",
                "Microsoft.CognitiveServices/accounts/raiPolicies/delete",
                "Microsoft.CognitiveServices/accounts/commitmentplans/read",
                "Microsoft.CognitiveServices/accounts/commitmentplans/write",
                "Microsoft.CognitiveServices/accounts/commitmentplans/delete",
                "Microsoft.Authorization/roleAssignments/read", "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/OpenAI/*"],
        }
    }
    COGNITIVE_SERVICES_OPENAI_USER = "Cognitive Services OpenAI User", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", "cognitiveServicesOpenaiUser", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/OpenAI/*/read",
                "Microsoft.CognitiveServices/accounts/OpenAI/engines/completions/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/engines/search/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/engines/generate/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/deployments/audio/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/deployments/search/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/deployments/completions/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/deployments/realtime/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/deployments/extensions/chat/completions/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/images/generations/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/video/generations/*/action",
                "Microsoft.CognitiveServices/accounts/OpenAI/video/generations/*/delete",
                "Microsoft.CognitiveServices/accounts/OpenAI/assistants/*",
                "Microsoft.CognitiveServices/accounts/OpenAI/responses/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/OpenAI/stored-completions/read"],
        }
    }
    COGNITIVE_SERVICES_QNA_MAKER_EDITOR = "Cognitive Services QnA Maker Editor", "f4cc2bf9-21be-47a1-bdf1-5c5804381025", "cognitiveServicesQnaMakerEditor", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/QnAMaker/knowledgebases/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker/knowledgebases/download/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker/knowledgebases/create/write",
                "Microsoft.CognitiveServices/accounts/QnAMaker/knowledgebases/write",
                "Microsoft.CognitiveServices/accounts/QnAMaker/knowledgebases/generateanswer/action",
                "Microsoft.CognitiveServices/accounts/QnAMaker/knowledgebases/train/action",
                "Microsoft.CognitiveServices/accounts/QnAMaker/alterations/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker/alterations/write",
                "Microsoft.CognitiveServices/accounts/QnAMaker/endpointkeys/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker/endpointkeys/refreshkeys/action",
                "Microsoft.CognitiveServices/accounts/QnAMaker/endpointsettings/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker/endpointsettings/write",
                "Microsoft.CognitiveServices/accounts/QnAMaker/operations/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/knowledgebases/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/knowledgebases/download/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/knowledgebases/create/write",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/knowledgebases/write",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/knowledgebases/generateanswer/action",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/knowledgebases/train/action",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/alterations/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/alterations/write",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/endpointkeys/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/endpointkeys/refreshkeys/action",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/endpointsettings/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/endpointsettings/write",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/operations/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/knowledgebases/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/knowledgebases/download/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/knowledgebases/create/write",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/knowledgebases/write",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/knowledgebases/generateanswer/action",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/knowledgebases/train/action",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/alterations/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/alterations/write",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/endpointkeys/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/endpointkeys/refreshkeys/action",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/endpointsettings/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/endpointsettings/write",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/operations/read"],
        }
    }
    COGNITIVE_SERVICES_QNA_MAKER_READER = "Cognitive Services QnA Maker Reader", "466ccd10-b268-4a11-b098-b4849f024126", "cognitiveServicesQnaMakerReader", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/QnAMaker/knowledgebases/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker/knowledgebases/download/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker/knowledgebases/generateanswer/action",
                "Microsoft.CognitiveServices/accounts/QnAMaker/alterations/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker/endpointkeys/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker/endpointsettings/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/knowledgebases/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/knowledgebases/download/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/knowledgebases/generateanswer/action",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/alterations/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/endpointkeys/read",
                "Microsoft.CognitiveServices/accounts/QnAMaker.v2/endpointsettings/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/knowledgebases/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/knowledgebases/download/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/knowledgebases/generateanswer/action",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/alterations/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/endpointkeys/read",
                "Microsoft.CognitiveServices/accounts/TextAnalytics/QnAMaker/endpointsettings/read"],
        }
    }
    COGNITIVE_SERVICES_SPEECH_CONTRIBUTOR = "Cognitive Services Speech Contributor", "0e75ca1e-0464-4b4d-8b93-68208a576181", "cognitiveServicesSpeechContributor", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/SpeechServices/*",
                "Microsoft.CognitiveServices/accounts/CustomVoice/*",
                "Microsoft.CognitiveServices/accounts/AudioContentCreation/*",
                "Microsoft.CognitiveServices/accounts/TTSPlayer/*",
                "Microsoft.CognitiveServices/accounts/VideoTranslation/*",
                "Microsoft.CognitiveServices/accounts/CustomAvatar/*",
                "Microsoft.CognitiveServices/accounts/BatchAvatar/*",
                "Microsoft.CognitiveServices/accounts/BatchTextToSpeech/*"],
        }
    }
    COGNITIVE_SERVICES_SPEECH_USER = "Cognitive Services Speech User", "f2dc8367-1007-4938-bd23-fe263f013447", "cognitiveServicesSpeechUser", [] {
        {
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read"],
            data_actions: ["Microsoft.CognitiveServices/accounts/SpeechServices/*/read",
                "Microsoft.CognitiveServices/accounts/SpeechServices/*/transcriptions/read",
                "Microsoft.CognitiveServices/accounts/SpeechServices/*/transcriptions/write",
                "Microsoft.CognitiveServices/accounts/SpeechServices/*/transcriptions/delete",
                "Microsoft.CognitiveServices/accounts/SpeechServices/*/transcriptions/action",
                "Microsoft.CognitiveServices/accounts/SpeechServices/*/frontend/action",
                "Microsoft.CognitiveServices/accounts/SpeechServices/text-dependent/*/action",
                "Microsoft.CognitiveServices/accounts/SpeechServices/text-independent/*/action",
                "Microsoft.CognitiveServices/accounts/SpeechServices/voiceagent/realtime/*",
                "Microsoft.CognitiveServices/accounts/SpeechServices/voicelive/realtime/*",
                "Microsoft.CognitiveServices/accounts/CustomVoice/*/read",
                "Microsoft.CognitiveServices/accounts/CustomVoice/evaluations/*",
                "Microsoft.CognitiveServices/accounts/CustomVoice/longaudiosynthesis/*",
                "Microsoft.CognitiveServices/accounts/AudioContentCreation/*",
                "Microsoft.CognitiveServices/accounts/TTSPlayer/*",
                "Microsoft.CognitiveServices/accounts/VideoTranslation/*",
                "Microsoft.CognitiveServices/accounts/CustomAvatar/*/read",
                "Microsoft.CognitiveServices/accounts/BatchAvatar/*",
                "Microsoft.CognitiveServices/accounts/BatchTextToSpeech/*"],
            not_data_actions: ["Microsoft.CognitiveServices/accounts/CustomVoice/datasets/files/read",
                "Microsoft.CognitiveServices/accounts/CustomVoice/datasets/utterances/read"],
        }
    }
}
